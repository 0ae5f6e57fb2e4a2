namespace Bridge.Workers;

/// <summary>Numbers the batches of a pool, ascending across its runs. Thread-safe.</summary>
internal sealed class BatchIds
{
    private long _last;

    public long Next() => Interlocked.Increment(ref _last);
}
