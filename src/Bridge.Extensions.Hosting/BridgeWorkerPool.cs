using System.Runtime.CompilerServices;
using Bridge.Manager;
using Bridge.Workers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bridge.Extensions.Hosting;

/// <summary>A pool of workers that starts and ends with the application.</summary>
/// <remarks>
/// Thread-safe, but one map at a time. A <see cref="WorkerPool"/> that lost its manager, or all of its workers between two
/// maps, is replaced by a new one; a map that was running then has failed.
/// </remarks>
public sealed class BridgeWorkerPool : IAsyncDisposable
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    private readonly Lazy<ManagerHost> _manager;
    private readonly IOptionsMonitor<BridgeWorkerPoolOptions> _options;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _closing = new();
    private Task _watching = Task.CompletedTask;
    private volatile WorkerPool? _pool;
    private volatile WorkerPoolOptions? _made;
    private volatile ServerInfo? _server;
    private volatile bool _isLost;
    private int _mapping;
    private bool _disposed;

    internal BridgeWorkerPool(
        string name,
        Func<string, ManagerHost> managers,
        IOptionsMonitor<BridgeWorkerPoolOptions> options,
        ILoggerFactory loggers)
    {
        Name = name;
        _manager = new(() => managers(options.Get(name).Manager)); // once the options were validated
        _options = options;
        _loggers = loggers;
        _logger = loggers.CreateLogger<BridgeWorkerPool>();
    }

    /// <summary>The name it was added under.</summary>
    public string Name { get; }

    /// <summary>How many workers it is meant to have.</summary>
    public int Workers => (_made ?? _options.Get(Name).Make(_loggers)).Workers;

    /// <summary>The processes of the workers that are ready, at this moment.</summary>
    public IReadOnlyList<int> ProcessIds => _pool?.ProcessIds ?? [];

    /// <summary>How many workers were started in the place of one that ended, since the pool was last started.</summary>
    public int Restarts => _pool?.Restarts ?? 0;

    /// <summary>The manager that carries its rows.</summary>
    internal ManagerHost Manager => _manager.Value;

    /// <summary>Runs the function over rows; see <see cref="WorkerPool.MapAsync{TIn, TOut}"/>.</summary>
    /// <typeparam name="TIn">The type of the rows.</typeparam>
    /// <typeparam name="TOut">The type of the values that the function returns.</typeparam>
    /// <param name="rows">The rows; read as fast as the workers take them.</param>
    /// <param name="cancellationToken">Ends the sequence and the processes that work on a row.</param>
    /// <returns>One result for each row.</returns>
    /// <exception cref="InvalidOperationException">Another map of this pool is running.</exception>
    /// <exception cref="BridgeException">The manager is gone, or workers cannot be started.</exception>
    /// <exception cref="ObjectDisposedException">The application is stopping.</exception>
    public async IAsyncEnumerable<RowResult<TIn, TOut>> MapAsync<TIn, TOut>(
        IAsyncEnumerable<TIn> rows, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (Interlocked.Exchange(ref _mapping, 1) != 0)
        {
            throw new InvalidOperationException(
                $"Another map of the pool {Name} is running; await its end, or add a second pool.");
        }

        try
        {
            var pool = await StartAsync(cancellationToken).ConfigureAwait(false);
            var results = pool.MapAsync<TIn, TOut>(rows, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (results.ConfigureAwait(false))
            {
                while (await MoveNextAsync(results).ConfigureAwait(false))
                {
                    yield return results.Current;
                }
            }
        }
        finally
        {
            Volatile.Write(ref _mapping, 0);
        }
    }

    /// <summary>Ends the workers: idle ones by themselves, others are killed after two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_manager.IsValueCreated && Manager.Client is { } client)
            {
                client.StateChanged -= OnStateChanged;
            }

            if (_pool is { } pool)
            {
                await pool.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }

        await _watching.ConfigureAwait(false);
    }

    /// <summary>The pool; starts it if nobody has, or if it is of no more use.</summary>
    internal async Task<WorkerPool> StartAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            await _gate.WaitAsync(stop.Token).ConfigureAwait(false);
            try
            {
                return await StartCoreAsync(stop.Token).ConfigureAwait(false);
            }
            finally
            {
                _gate.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException($"The pool {Name}", $"The pool {Name} has ended with the application.");
        }
    }

    private async Task<WorkerPool> StartCoreAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_pool is { } pool && !_isLost && pool.ProcessIds.Count > 0)
        {
            return pool;
        }

        var client = await Manager.GetClientAsync(cancellationToken).ConfigureAwait(false);
        if (_pool is { } lost)
        {
            HostingLog.PoolLost(_logger, Name);
            await lost.DisposeAsync().ConfigureAwait(false);
            _pool = null;
        }
        else if (_watching.IsCompleted)
        {
            client.StateChanged += OnStateChanged;
            _watching = WatchAsync();
        }

        var options = _options.Get(Name);
        var made = options.Make(_loggers);
        _made = made;
        _pool = await WorkerPool.StartAsync(client, options.Function, made, cancellationToken).ConfigureAwait(false);
        _server = client.Server; // it has the queues; that it answers may be told only now
        _isLost = false;
        HostingLog.PoolStarted(_logger, Name, made.Workers);
        return _pool;
    }

    // Its queues are gone with the server. A connection that broke is no loss yet: what that cost, a map or a worker says.
    private void OnStateChanged(object? sender, ManagerClientStateChangedEventArgs change)
    {
        if (change.State == ManagerClientState.Connected && !ReferenceEquals(change.Server, _server))
        {
            _isLost = true;
        }
    }

    private async ValueTask<bool> MoveNextAsync<T>(IAsyncEnumerator<T> results)
    {
        try
        {
            return await results.MoveNextAsync().ConfigureAwait(false);
        }
        catch (BridgeException)
        {
            _isLost = true;
            throw;
        }
    }

    // A map would find out as well; but between two maps nobody looks, and an application that is healthy has workers.
    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(LookPeriod);
        var isTold = false;
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token).ConfigureAwait(false))
            {
                if (Volatile.Read(ref _mapping) == 0 && (_isLost || ProcessIds.Count == 0))
                {
                    isTold = await TryStartAgainAsync(isTold).ConfigureAwait(false);
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The pool ends.
        }
    }

    private async Task<bool> TryStartAgainAsync(bool isTold)
    {
        try
        {
            await StartAsync(_closing.Token).ConfigureAwait(false);
            return false;
        }
        catch (Exception error) when (error is not (OperationCanceledException or ObjectDisposedException))
        {
            if (!isTold)
            {
                HostingLog.PoolNotStarted(_logger, Name, error.Message);
            }

            return true;
        }
    }
}
