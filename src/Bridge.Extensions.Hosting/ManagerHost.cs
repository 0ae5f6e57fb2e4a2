using Bridge.Connections;
using Bridge.Manager;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bridge.Extensions.Hosting;

/// <summary>One manager of the application: connects to it, or hosts it, once. Thread-safe.</summary>
internal sealed class ManagerHost(
    string name,
    IOptionsMonitor<BridgeOptions> options,
    ILoggerFactory loggers,
    IHostApplicationLifetime? lifetime) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // A manager elsewhere that hangs takes no reference back; it sees the connection end, at the latest with the program.
    private static readonly TimeSpan ExitTime = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly ILogger _logger = loggers.CreateLogger<ManagerHost>();
    private HostedManager? _hosted;
    private volatile ManagerClient? _client;
    private bool _disposed;

    /// <summary>Empty for the manager without a name.</summary>
    public string Name => name;

    /// <summary>The client; null before the start.</summary>
    public ManagerClient? Client => _client;

    /// <summary>The client, for a constructor that needs it before the host has started: blocks until it is there.</summary>
    public ManagerClient GetClient() =>
        _client ?? Task.Run(() => GetClientAsync(CancellationToken.None)).GetAwaiter().GetResult();

    /// <summary>The client; connects or starts the manager if nobody has.</summary>
    /// <exception cref="InvalidOperationException">It did not start; says why.</exception>
    public async Task<ManagerClient> GetClientAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _client ??= await StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (BridgeException error)
        {
            throw new InvalidOperationException($"{Sections.Describe(name)} did not start: {error.Message}", error);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_hosted is not null)
            {
                await _hosted.DisposeAsync().ConfigureAwait(false);
            }
            else if (_client is not null)
            {
                var disposing = _client.DisposeAsync().AsTask();
                if (await Task.WhenAny(disposing, Task.Delay(ExitTime)).ConfigureAwait(false) == disposing)
                {
                    await disposing.ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<ManagerClient> StartAsync(CancellationToken cancellationToken)
    {
        var mine = options.Get(name);
        if (mine.Host)
        {
            _hosted = await HostedManager.StartAsync(name, mine, loggers, lifetime, cancellationToken)
                .ConfigureAwait(false);
            return _hosted.Client;
        }

        var client = await ConnectAsync(mine, cancellationToken).ConfigureAwait(false);
        HostingLog.Connected(_logger, Sections.Describe(name), client.Address, client.Server?.ToString());
        return client;
    }

    // What starts together, starts in any order: a manager that is not there yet is waited for.
    private async Task<ManagerClient> ConnectAsync(BridgeOptions mine, CancellationToken cancellationToken)
    {
        var address = ManagerAddress.Parse(mine.Address!);
        var key = BridgeClients.KeyOf(Sections.OfManager(name), mine).Read();
        var client = BridgeClients.ClientOptionsOf(mine, loggers);
        var end = Environment.TickCount64 + (long)mine.StartTimeout.TotalMilliseconds;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ManagerClient.ConnectAsync(address, key, client, cancellationToken).ConfigureAwait(false);
            }
            catch (BridgeConnectionException error) when (Environment.TickCount64 < end)
            {
                if (attempt == 1)
                {
                    HostingLog.WaitsForManager(
                        _logger, Sections.Describe(name), mine.StartTimeout.TotalSeconds, error.Message);
                }

                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
