using Bridge.Hosting;
using Bridge.Manager;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Extensions.Hosting;

/// <summary>A manager in a child process, and what happens when it ends by itself.</summary>
internal sealed class HostedManager : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // Ctrl-C and systemd signal the manager together with the application, which then hears of both in any order.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.5);

    private readonly string _name;
    private readonly ManagerProcessOptions _options;
    private readonly ManagerLossAction _action;
    private readonly IHostApplicationLifetime? _lifetime;
    private readonly CancellationToken _applicationStops;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _watching;
    private ManagerProcess _process;

    private HostedManager(
        string name,
        ManagerProcessOptions options,
        ManagerLossAction action,
        (ManagerProcess Process, ManagerClient Client) started,
        IHostApplicationLifetime? lifetime,
        ILogger logger)
    {
        _name = Sections.Describe(name);
        _options = options;
        _action = action;
        _lifetime = lifetime;
        _applicationStops = lifetime?.ApplicationStopping ?? CancellationToken.None;
        _logger = logger;
        (_process, Client) = started;
        HostingLog.Hosted(logger, _name, _process.Address, _process.ProcessId);
        _watching = WatchAsync();
    }

    /// <summary>The client, one for as long as this lives, whatever becomes of the process.</summary>
    public ManagerClient Client { get; }

    public static async Task<HostedManager> StartAsync(
        string name,
        BridgeOptions options,
        ILoggerFactory loggers,
        IHostApplicationLifetime? lifetime,
        CancellationToken cancellationToken)
    {
        var start = BridgeClients.ProcessOptionsOf(Sections.OfManager(name), options, loggers);
        var process = await ManagerProcess.StartAsync(start, cancellationToken).ConfigureAwait(false);
        try
        {
            // The client of the process ends with it; where another process follows, one is needed that does not.
            var client = options.OnManagerLost == ManagerLossAction.Restart
                ? await ManagerClient.ConnectAsync(process.Address, process.AuthKey, start.Client, cancellationToken)
                    .ConfigureAwait(false)
                : process.Client;
            var again = start with { Address = process.Address, AuthKey = process.AuthKey };
            return new HostedManager(
                name, again, options.OnManagerLost, (process, client), lifetime, loggers.CreateLogger<HostedManager>());
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);

        // The objects end with the server: no reference need be given back one by one.
        var client = Client.DisposeAsync().AsTask();
        await _process.DisposeAsync().ConfigureAwait(false);
        await client.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            do
            {
                var exit = await _process.Exited.WaitAsync(_stopping.Token).ConfigureAwait(false);
                await Task.Delay(Grace, _applicationStops).ConfigureAwait(false);
                HostingLog.ManagerLost(_logger, _name, _process.ProcessId, DescribeExit(exit), DescribeAction());
                if (_action == ManagerLossAction.StopApplication)
                {
                    Environment.ExitCode = Environment.ExitCode == 0 ? 1 : Environment.ExitCode;
                    _lifetime?.StopApplication();
                }
            }
            while (_action == ManagerLossAction.Restart && await RestartAsync().ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // It is to end, or the application is.
        }
    }

    private async Task<bool> RestartAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                _process = await ManagerProcess.StartAsync(_options, _stopping.Token).ConfigureAwait(false);
                HostingLog.ManagerRestarted(_logger, _name, _process.ProcessId);
                return true;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                HostingLog.RestartFailed(_logger, _name, pause.TotalSeconds, error.Message);
                await Task.Delay(pause, _stopping.Token).ConfigureAwait(false);
            }
        }
    }

    private string DescribeAction() => _action switch
    {
        ManagerLossAction.Restart => "another one is started",
        ManagerLossAction.StopApplication => "the application stops",
        _ => "nothing is done",
    };

    private static string DescribeExit(int code) => code < 0 ? $"killed by signal {-code}" : $"exit code {code}";
}
