using System.Diagnostics;

namespace Bridge.Workers;

/// <summary>Counts what one pool answers during a map. Not thread-safe.</summary>
internal sealed class ShadowSideCount(WorkerPool pool)
{
    private readonly TimeSpan _workBefore = pool.WorkTime;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _last = Stopwatch.GetTimestamp();
    private long _rows;
    private long _failed;

    public void Add(bool isFailed)
    {
        _rows++;
        _failed += isFailed ? 1 : 0;
        _last = Stopwatch.GetTimestamp();
    }

    public ShadowSide Read() => new(_rows, _failed, pool.WorkTime - _workBefore, Stopwatch.GetElapsedTime(_start, _last));
}
