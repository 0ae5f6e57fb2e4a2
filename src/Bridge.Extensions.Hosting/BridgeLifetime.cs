using System.Diagnostics;
using Bridge.Extensions.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Extensions.Hosting;

/// <summary>Starts managers, then pools, before any other service; ends pools, then managers, after all others.</summary>
internal sealed class BridgeLifetime : IHostedLifecycleService, IAsyncDisposable
{
    // A manager that hangs lets its pools wait; it is ended then, which frees them.
    private static readonly TimeSpan PoolTime = TimeSpan.FromSeconds(2);

    // What still waits for a manager elsewhere that hangs is not worth more; its workers end with the program.
    private static readonly TimeSpan LastTime = TimeSpan.FromSeconds(0.5);

    private readonly ILogger _logger;
    private int _disposed;

    public BridgeLifetime(
        IServiceProvider services,
        IEnumerable<ManagerRegistration> managers,
        IEnumerable<PoolRegistration> pools,
        ILoggerFactory? loggers = null)
    {
        loggers ??= NullLoggerFactory.Instance;
        _logger = loggers.CreateLogger<BridgeLifetime>();
        Managers = [.. managers.Select(manager => services.GetRequiredKeyedService<ManagerHost>(manager.Name))];
        Pools = [.. pools.Select(pool => services.GetRequiredKeyedService<BridgeWorkerPool>(pool.Name))];
        foreach (var provider in (services.GetService<IConfiguration>() as IConfigurationRoot)?.Providers ?? [])
        {
            (provider as BridgeDictProvider)?.LogTo(loggers);
        }
    }

    public IReadOnlyList<ManagerHost> Managers { get; }

    public IReadOnlyList<BridgeWorkerPool> Pools { get; }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Managers.Select(manager => manager.GetClientAsync(cancellationToken))).ConfigureAwait(false);
        await Task.WhenAll(Pools.Select(pool => pool.StartAsync(cancellationToken))).ConfigureAwait(false);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return; // the host has stopped it, the container disposes it
        }

        var start = Stopwatch.GetTimestamp();
        var pools = Task.WhenAll(Pools.Select(pool => pool.DisposeAsync().AsTask()));
        await Task.WhenAny(pools, Task.Delay(PoolTime)).ConfigureAwait(false);
        await Task.WhenAll(Managers.Select(manager => manager.DisposeAsync().AsTask())).ConfigureAwait(false);
        if (await Task.WhenAny(pools, Task.Delay(LastTime)).ConfigureAwait(false) == pools)
        {
            await pools.ConfigureAwait(false);
        }

        HostingLog.Stopped(_logger, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
