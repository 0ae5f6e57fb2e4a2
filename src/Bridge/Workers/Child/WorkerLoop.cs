using System.Diagnostics;
using Bridge.Pickle;

namespace Bridge.Workers.Child;

/// <summary>Takes tasks, runs their batches and sends what they gave, until it is told to stop; see <c>_worker.py</c>.</summary>
internal sealed class WorkerLoop(long number, WorkerLane lane, WorkerFunction function, WorkerCodec codec)
{
    // For the batches of one task; those that another worker may have are given back.
    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(50);

    private const int MaxBytes = 1 << 20; // of their results

    /// <summary>Runs until the word to stop.</summary>
    /// <exception cref="OperationCanceledException">The worker is to end; what was done before has been sent.</exception>
    /// <exception cref="ManagerLostException">The manager is gone.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        var task = await lane.FirstAsync(stopping).ConfigureAwait(false);
        while (task is not null)
        {
            var result = await RunAllAsync(task, stopping).ConfigureAwait(false);
            if (stopping.IsCancellationRequested)
            {
                await lane.LastAsync(result).ConfigureAwait(false);
                throw new OperationCanceledException(stopping);
            }

            task = await lane.NextAsync(result, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Runs the batches of a task, in order, but no more once they take long or answer much.</summary>
    private async Task<PythonTuple> RunAllAsync(WorkerTask task, CancellationToken stopping)
    {
        using var activity = task.TraceParent is { } parent ? Trace(parent) : null;
        var done = new List<object?>(task.Batches.Count);
        var bytes = 0L;
        var start = Stopwatch.GetTimestamp();
        foreach (var (id, count, pickle) in task.Batches)
        {
            try
            {
                var (answer, isPlain) = await function.RunAsync(pickle, count, codec, stopping).ConfigureAwait(false);
                done.Add(new PythonTuple(id, answer, isPlain));
                bytes += answer.Length;
            }
            catch (OperationCanceledException) when (done.Count > 0 && stopping.IsCancellationRequested)
            {
                break;
            }

            if (Stopwatch.GetElapsedTime(start) > MaxTime || bytes > MaxBytes)
            {
                break;
            }
        }

        return new PythonTuple(number, done, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    // What the handler starts belongs to the trace of whoever sent the rows.
    private static Activity Trace(string parent) => new Activity("bridge.task").SetParentId(parent).Start();
}
