using System.Runtime.ExceptionServices;
using Bridge.Diagnostics;

namespace Bridge.Workers;

/// <summary>The worker processes of a pool: started, watched, replaced and ended here.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class WorkerCrew : IAsyncDisposable
{
    private const int MaxStartAttempts = 5;

    private readonly WorkerPlan _plan;
    private readonly Lock _gate = new();
    private readonly List<Worker> _workers = [];
    private readonly HashSet<Task> _background = [];
    private readonly HashSet<Task> _replacing = [];
    private readonly CancellationTokenSource _disposing = new();
    private int _lastNumber;
    private int _restarts;
    private long _workTicks;
    private bool _disposed;

    public WorkerCrew(WorkerPlan plan)
    {
        _plan = plan;
        Meter = new PoolMeter(plan.Name, () => Present.Count(worker => !worker.Exited.IsCompleted));
        Instruments.Pools.Add(Meter);
    }

    /// <summary>What is measured of the pool.</summary>
    public PoolMeter Meter { get; }

    /// <summary>How many workers were started in the place of one that ended.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>How long the workers have worked on rows, all of them together.</summary>
    public TimeSpan WorkTime => new(Interlocked.Read(ref _workTicks));

    /// <summary>Whether no worker will ever start again.</summary>
    public bool IsDisposed
    {
        get
        {
            lock (_gate)
            {
                return _disposed;
            }
        }
    }

    /// <summary>The workers that are ready, at this moment.</summary>
    public IReadOnlyList<Worker> Present
    {
        get
        {
            lock (_gate)
            {
                return [.. _workers];
            }
        }
    }

    /// <summary>Starts as many workers as are missing; when one cannot start, the others are not waited for.</summary>
    /// <remarks>Not during a map. What the map before has started and not seen is waited for.</remarks>
    /// <exception cref="ChildProcessException">A worker could not start; its own words.</exception>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        Task[] replacing;
        lock (_gate)
        {
            replacing = [.. _replacing];
        }

        await Task.WhenAll(replacing).WaitAsync(cancellationToken).ConfigureAwait(false);
        var replaced = 0;
        foreach (var dead in Present.Where(worker => worker.Exited.IsCompleted))
        {
            Dismiss(dead);
            CountRestart();
            replaced++;
        }

        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        var missing = _plan.Options.Workers - Present.Count;
        var starts = Enumerable.Range(0, missing).Select(async number =>
        {
            try
            {
                var start = number < replaced ? StartAgainAsync(abort.Token) : StartAsync(abort.Token);
                await start.ConfigureAwait(false);
            }
            catch
            {
                await abort.CancelAsync().ConfigureAwait(false); // one fault is enough, the others need not wait
                throw;
            }
        });
        var all = Task.WhenAll(starts);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!all.IsCompletedSuccessfully)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cause = all.Exception?.InnerExceptions.FirstOrDefault(error => error is not OperationCanceledException);
            ExceptionDispatchInfo.Throw(cause ?? new ObjectDisposedException(nameof(WorkerPool)));
        }
    }

    /// <summary>Tells when a worker ends, once for each that is present, until it is canceled.</summary>
    public void Watch(Action<PoolEvent> post, CancellationToken cancellationToken)
    {
        foreach (var worker in Present)
        {
            Watch(worker, post, cancellationToken);
        }
    }

    /// <summary>Starts a worker in the place of one that ended, and tells when it is ready and when it ends.</summary>
    public void Replace(Worker dead, Action<PoolEvent> post, CancellationToken cancellationToken)
    {
        Dismiss(dead);
        CountRestart();
        RunInBackground(_replacing, async () =>
        {
            try
            {
                var worker = await StartAgainAsync(_disposing.Token).ConfigureAwait(false);
                Watch(worker, post, cancellationToken);
                post(new PoolEvent.WorkerReady());
            }
            catch (Exception error)
            {
                post(new PoolEvent.Broke(error));
            }
        });
    }

    /// <summary>Adds what a worker has worked.</summary>
    public void AddWork(double seconds) =>
        Interlocked.Add(ref _workTicks, (long)(Math.Clamp(seconds, 0, 1e9) * TimeSpan.TicksPerSecond));

    /// <summary>Takes a worker out of service; its process is ended in the background.</summary>
    public void Dismiss(Worker worker)
    {
        lock (_gate)
        {
            _workers.Remove(worker);
        }

        RunInBackground(_background, () => worker.DisposeAsync().AsTask());
    }

    public async ValueTask DisposeAsync()
    {
        List<Worker> workers;
        List<Task> background;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            workers = [.. _workers];
            background = [.. _background, .. _replacing];
            _workers.Clear();
        }

        await _disposing.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll([.. workers.Select(worker => worker.StopAsync()), .. background]).ConfigureAwait(false);
        _disposing.Dispose();
        Instruments.Pools.Remove(Meter);
    }

    private void CountRestart()
    {
        Interlocked.Increment(ref _restarts);
        Meter.Restarted();
    }

    // What kills workers may hit one that is just starting; that must not end the map.
    private async Task<Worker> StartAgainAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ChildProcessException error) when (error.EndedSilently && attempt < MaxStartAttempts)
            {
                Log.WorkerDiedStarting(_plan.Logger, attempt, error.Message);
            }
        }
    }

    private async Task<Worker> StartAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _lastNumber);
        var worker = await Worker.StartAsync(number, _plan, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_disposed)
            {
                _workers.Add(worker);
                Log.WorkerStarted(_plan.Logger, number, worker.ProcessId);
                return worker;
            }
        }

        await worker.DisposeAsync().ConfigureAwait(false);
        throw new ObjectDisposedException(nameof(WorkerPool));
    }

    // The token takes the continuation off the worker, which would else keep every map of its life in memory.
    private static void Watch(Worker worker, Action<PoolEvent> post, CancellationToken cancellationToken) =>
        _ = worker.Exited.ContinueWith(
            exit => post(new PoolEvent.WorkerExited(worker, exit.Result)),
            cancellationToken,
            TaskContinuationOptions.None,
            TaskScheduler.Default);

    private void RunInBackground(HashSet<Task> running, Func<Task> work)
    {
        lock (_gate)
        {
            var task = Task.Run(work);
            running.Add(task);
            _ = task.ContinueWith(
                done =>
                {
                    lock (_gate)
                    {
                        running.Remove(done);
                    }
                },
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
        }
    }
}
