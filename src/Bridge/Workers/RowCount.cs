using Bridge.Diagnostics;

namespace Bridge.Workers;

/// <summary>Counts the rows that a caller has got, and tells the meter now and then. Not thread-safe.</summary>
internal sealed class RowCount(PoolMeter meter)
{
    private readonly Dictionary<string, long> _failed = new(StringComparer.Ordinal);
    private long _done;

    /// <summary>How many there were, in all.</summary>
    public long Total { get; private set; }

    /// <summary>Counts one row.</summary>
    public void Add(RowError? error)
    {
        Total++;
        if (error is null)
        {
            _done++;
        }
        else
        {
            _failed[error.PythonType] = _failed.GetValueOrDefault(error.PythonType) + 1;
        }
    }

    /// <summary>Tells what was counted since the last time.</summary>
    public void Flush()
    {
        meter.Delivered(_done, _failed);
        _done = 0;
        _failed.Clear();
    }
}
