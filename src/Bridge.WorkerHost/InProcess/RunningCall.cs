using System.Collections.Concurrent;

namespace Bridge.WorkerHost.InProcess;

/// <summary>A call that the main thread of Python waits for in slices, to see Ctrl-C between them.</summary>
internal sealed class RunningCall : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);
    private static readonly ConcurrentDictionary<long, RunningCall> All = new();
    private static long _last;

    private readonly InProcessFunction _function;
    private readonly CancellationTokenSource _stopping;
    private readonly Task<Answer> _task;
    private long _handle;

    private RunningCall(InProcessFunction function, CancellationTokenSource stopping, Task<Answer> task)
    {
        _function = function;
        _stopping = stopping;
        _task = task;
    }

    /// <summary>Starts a call. One that blocks and can be told to end does not get the thread of Python.</summary>
    public static RunningCall Start(InProcessFunction function, byte[] batch, long count, CancellationToken stopping)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var token = source.Token;
        var task = function is { Blocks: true, IsCancelable: true }
            ? Task.Run(() => function.RunAsync(batch, count, token).AsTask(), CancellationToken.None)
            : function.RunAsync(batch, count, token).AsTask();
        return new RunningCall(function, source, task);
    }

    /// <summary>The call of a handle; null when it has ended, or is forgotten.</summary>
    public static RunningCall? TryGet(long handle) => All.GetValueOrDefault(handle);

    /// <summary>What names it for Python.</summary>
    public long Handle()
    {
        if (_handle == 0)
        {
            _handle = Interlocked.Increment(ref _last);
            All[_handle] = this;
        }

        return _handle;
    }

    /// <summary>Waits for a moment; null when it still runs.</summary>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public Answer? Wait() => Task.WaitAny([_task], Slice) < 0 ? null : _task.GetAwaiter().GetResult();

    /// <summary>Tells the method to end; false when it does not listen.</summary>
    public bool TryCancel()
    {
        _ = _stopping.CancelAsync(); // not awaited: a callback of the user's may block, or throw
        return _function.IsCancelable;
    }

    /// <summary>Forgets it; the method may still run.</summary>
    public void Dispose()
    {
        All.TryRemove(_handle, out _);

        // One that still runs may ask its token.
        if (_task.IsCompleted)
        {
            _stopping.Dispose();
        }
    }
}
