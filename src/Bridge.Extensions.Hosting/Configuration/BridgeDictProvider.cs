using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Bridge.Extensions.Hosting.Configuration;

/// <summary>Reads a shared dict, and reads it again and again.</summary>
/// <remarks>Reads are one at a time. It has a client of its own: configuration is there before the services are.</remarks>
internal sealed class BridgeDictProvider(string typeId, BridgeDictConfigurationOptions options)
    : ConfigurationProvider, IDisposable
{
    private static readonly TimeSpan ExitTime = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly KeySource _key = new(
        $"AddBridgeDict(\"{typeId}\")", options.AuthKeyFile, options.AuthKeyVariable, options.AuthKey);

    private ILogger _logger = options.LoggerFactory.CreateLogger<BridgeDictProvider>();
    private ManagerClient? _client;
    private DictProxy<object, object?>? _dict;
    private Task? _polling;
    private bool _isLoaded;
    private bool _isLost;

    private string Name => $"{typeId} at {options.Address}";

    /// <summary>Logs there from now on, unless the options have said where.</summary>
    public void LogTo(ILoggerFactory loggers)
    {
        if (options.LoggerFactory is Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory)
        {
            _logger = loggers.CreateLogger<BridgeDictProvider>();
        }
    }

    /// <summary>Reads the dict. Blocks, as every source of configuration does.</summary>
    /// <exception cref="InvalidOperationException">It could never be read, and is not optional.</exception>
    public override void Load()
    {
        var error = Task.Run(() => RefreshAsync(_closing.Token)).GetAwaiter().GetResult();
        if (error is not null && !_isLoaded && !options.Optional)
        {
            Dispose();
            throw new InvalidOperationException($"Configuration from {Name} cannot be read: {error.Message}", error);
        }

        if (options.PollingInterval is { } interval)
        {
            _polling ??= Task.Run(() => PollAsync(interval));
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        if (_client is { } client)
        {
            Task.Run(() => client.DisposeAsync().AsTask()).Wait(ExitTime);
        }

        _polling?.Wait(ExitTime);
    }

    private async Task PollAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false))
            {
                await RefreshAsync(_closing.Token).ConfigureAwait(false);
            }
        }
        catch (Exception) when (_closing.IsCancellationRequested)
        {
            // The configuration ends, whatever that interrupts.
        }
    }

    /// <summary>Reads the dict and takes over what has changed; the error if that failed.</summary>
    private async Task<Exception?> RefreshAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var values = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (_isLost)
            {
                _isLost = false;
                HostingLog.DictFound(_logger, Name);
            }

            Take(values);
            return null;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_isLost)
            {
                _isLost = true;
                HostingLog.DictLost(_logger, Name, error.Message);
            }

            return error;
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Take(Dictionary<string, string?> values)
    {
        if (_isLoaded && values.Count == Data.Count
            && values.All(value => Data.TryGetValue(value.Key, out var old) && old == value.Value))
        {
            return;
        }

        Data = values;
        if (_isLoaded || _polling is not null)
        {
            HostingLog.DictChanged(_logger, Name, values.Count);
            OnReload();
        }
        else
        {
            HostingLog.DictLoaded(_logger, Name, values.Count);
        }

        _isLoaded = true;
    }

    private async Task<Dictionary<string, string?>> ReadAsync(CancellationToken cancellationToken)
    {
        _client ??= await ManagerClient.ConnectAsync(
            ManagerAddress.Parse(options.Address!),
            _key.Read(),
            new ManagerClientOptions { Lanes = 1, LoggerFactory = options.LoggerFactory },
            cancellationToken).ConfigureAwait(false);
        List<KeyValuePair<object, object?>> items;
        try
        {
            _dict ??= await _client.GetDictAsync<object, object?>(typeId, cancellationToken).ConfigureAwait(false);
            items = await _dict.GetItemsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StaleProxyException)
        {
            // Another server has taken over, with a dict of its own.
            await _dict!.DisposeAsync().ConfigureAwait(false);
            _dict = await _client.GetDictAsync<object, object?>(typeId, cancellationToken).ConfigureAwait(false);
            items = await _dict.GetItemsAsync(cancellationToken).ConfigureAwait(false);
        }

        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in items)
        {
            var name = Convert.ToString(key, System.Globalization.CultureInfo.InvariantCulture) ?? "";
            var path = options.Prefix.Length > 0 ? ConfigurationPath.Combine(options.Prefix, name) : name;
            await DictFlattener.AddAsync(values, path, value, cancellationToken).ConfigureAwait(false);
        }

        return values;
    }
}
