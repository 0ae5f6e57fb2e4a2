using Bridge.Diagnostics;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;
using Microsoft.Extensions.Logging;

namespace Bridge.Workers;

/// <summary>
/// Processes, of Python or .NET, that run one function over rows which .NET streams in, by queues on a manager.
/// </summary>
/// <remarks>
/// <para>Each row is delivered to the caller exactly once, as values or as an error, even when workers are killed: a
/// worker that ends is replaced, and its batches go to others. The function may then see a row again. A batch that
/// ends <see cref="WorkerPoolOptions.MaxDeaths"/> workers is reported as failed, and the rest goes on.</para>
/// <para>Memory is bounded: a few batches for each worker, however long the input is, or a few thousand rows if they are
/// quick and small.</para>
/// <para>Thread-safe, but one map at a time. The processes end with the pool, and with this program however it
/// ends.</para>
/// </remarks>
public sealed class WorkerPool : IAsyncDisposable
{
    private readonly WorkerPlan _plan;
    private readonly WorkerCrew _crew;
    private readonly ResultPump _pump;
    private readonly BatchIds _ids = new();
    private int _mapping;
    private int _disposed;

    private WorkerPool(WorkerPlan plan)
    {
        _plan = plan;
        _crew = new WorkerCrew(plan);
        _pump = new ResultPump(plan.Results);
    }

    /// <summary>How many processes were started in the place of one that ended.</summary>
    public int Restarts => _crew.Restarts;

    /// <summary>How long the workers have worked on rows since the pool started, all of them together.</summary>
    public TimeSpan WorkTime => _crew.WorkTime;

    /// <summary>The ids of the processes that are ready, at this moment.</summary>
    public IReadOnlyList<int> ProcessIds =>
        [.. _crew.Present.Where(worker => !worker.Exited.IsCompleted).Select(worker => worker.ProcessId)];

    /// <summary>How its client pickles.</summary>
    internal PickleOptions PickleOptions => _plan.Client.Options.Pickle;

    /// <summary>Whether the text of a function stands for .NET: a method of a dll, or a program that is a dll or exe.</summary>
    /// <param name="function">As <see cref="StartAsync(ManagerClient, string, int, CancellationToken)"/> takes it.</param>
    public static bool IsDotNet(string function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return WorkerCommand.IsMethod(function) || WorkerCommand.IsProgram(function);
    }

    /// <summary>Starts workers with default options.</summary>
    /// <param name="client">The manager that carries the rows; it must have the typeid <c>Queue</c>.</param>
    /// <param name="function">
    /// In Python <c>module:function</c>, looked for like any import, or <c>path/to/file.py:function</c>. It takes one row
    /// and returns one value, or a generator of several. If its module has a <c>setup()</c>, each process calls it once.
    /// In .NET <c>path/to/Worker.dll:Namespace.Type.Method</c>, or the path of a program, a dll or an exe, that calls
    /// <see cref="BridgeWorker"/>; see <c>docs/workers-in-dotnet.md</c>.
    /// </param>
    /// <param name="workers">How many processes.</param>
    /// <param name="cancellationToken">Cancels the start; the processes are ended.</param>
    /// <exception cref="PythonNotFoundException">There is no usable Python.</exception>
    /// <exception cref="PythonProcessException">The function is not there, or its module does not import.</exception>
    /// <exception cref="DotNetProcessException">The same in .NET, or there is no program to run it.</exception>
    /// <exception cref="BridgeConnectionException">The manager cannot be reached.</exception>
    public static Task<WorkerPool> StartAsync(
        ManagerClient client, string function, int workers, CancellationToken cancellationToken = default) =>
        StartAsync(client, function, new WorkerPoolOptions { Workers = workers }, cancellationToken);

    /// <summary>Starts workers.</summary>
    /// <param name="client">The manager that carries the rows; it must have the typeid <c>Queue</c>.</param>
    /// <param name="function">
    /// In Python <c>module:function</c>, looked for like any import, or <c>path/to/file.py:function</c>. It takes one row
    /// and returns one value, or a generator of several. If its module has a <c>setup()</c>, each process calls it once.
    /// In .NET <c>path/to/Worker.dll:Namespace.Type.Method</c>, or the path of a program, a dll or an exe, that calls
    /// <see cref="BridgeWorker"/>; see <c>docs/workers-in-dotnet.md</c>.
    /// </param>
    /// <param name="options">How many, with which Python; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start; the processes are ended.</param>
    /// <exception cref="PythonNotFoundException">There is no usable Python.</exception>
    /// <exception cref="PythonProcessException">The function is not there, or its module does not import.</exception>
    /// <exception cref="DotNetProcessException">The same in .NET, or there is no program to run it.</exception>
    /// <exception cref="BridgeConnectionException">The manager cannot be reached.</exception>
    public static async Task<WorkerPool> StartAsync(
        ManagerClient client,
        string function,
        WorkerPoolOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(function);
        options ??= WorkerPoolOptions.Default;
        var (command, asked) = await WorkerCommand.FindAsync(function, options, cancellationToken).ConfigureAwait(false);
        var results = await client.CreateQueueAsync<object?>(0, cancellationToken).ConfigureAwait(false);
        results.Reference.IsQuiet = true;
        var logger = options.LoggerFactory.CreateLogger<WorkerPool>();
        var pool = new WorkerPool(new WorkerPlan(client, command, asked, function, results, options, logger));
        try
        {
            await pool._crew.FillAsync(cancellationToken).ConfigureAwait(false);
            Log.PoolStarted(logger, function, options.Workers);
            return pool;
        }
        catch
        {
            await pool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs the function over rows.</summary>
    /// <typeparam name="TIn">The type of the rows; the codec of the client pickles them.</typeparam>
    /// <typeparam name="TOut">The type of the values that the function returns.</typeparam>
    /// <param name="rows">The rows; read as fast as the workers take them. If it throws, the rows before still come.</param>
    /// <param name="cancellationToken">
    /// Ends the sequence and the processes that work on a row; the next map starts new ones.
    /// </param>
    /// <returns>One result for each row.</returns>
    /// <exception cref="InvalidOperationException">Another map of this pool is running.</exception>
    /// <exception cref="PicklingException">A row has no Python equivalent; the batches before it still come.</exception>
    /// <exception cref="ChildProcessException">Workers cannot be started again.</exception>
    /// <exception cref="BridgeConnectionException">The manager is gone.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed, before or meanwhile.</exception>
    public async IAsyncEnumerable<RowResult<TIn, TOut>> MapAsync<TIn, TOut>(
        IAsyncEnumerable<TIn> rows,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (Interlocked.Exchange(ref _mapping, 1) != 0)
        {
            throw new InvalidOperationException("Another map of this pool is running; await its end, or use a second pool.");
        }

        try
        {
            await _crew.FillAsync(cancellationToken).ConfigureAwait(false);
            using var run = new MapRun<TIn, TOut>(_plan, _crew, _pump, _ids);
            await foreach (var result in run.RunAsync(rows, cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }
        }
        finally
        {
            Volatile.Write(ref _mapping, 0);
        }
    }

    /// <summary>Ends the processes: idle ones by themselves, others are killed after two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _crew.DisposeAsync().ConfigureAwait(false);
        await _plan.Results.DisposeAsync().ConfigureAwait(false);
        Log.PoolEnded(_plan.Logger, _plan.Name, Restarts);
    }
}
