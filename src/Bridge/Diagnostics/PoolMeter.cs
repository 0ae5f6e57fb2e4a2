namespace Bridge.Diagnostics;

/// <summary>What is measured of one worker pool. Thread-safe.</summary>
internal sealed class PoolMeter
{
    private readonly Func<int> _workers;
    private long _waiting;
    private long _working;

    /// <summary>Creates it; <see cref="Observed{T}.Add"/> lets it be seen.</summary>
    /// <param name="function">What its workers run.</param>
    /// <param name="workers">Counts those that are ready.</param>
    internal PoolMeter(string function, Func<int> workers)
    {
        _workers = workers;
        Tags = [new(TelemetryTags.Function, function)];
        WaitingTags = [.. Tags, new(TelemetryTags.BatchState, "waiting")];
        WorkingTags = [.. Tags, new(TelemetryTags.BatchState, "working")];
        ProcessTags =
        [
            .. Tags, new(TelemetryTags.MessagingSystem, Instruments.System), new(TelemetryTags.Operation, "process"),
        ];
    }

    internal KeyValuePair<string, object?>[] Tags { get; }

    internal KeyValuePair<string, object?>[] WaitingTags { get; }

    internal KeyValuePair<string, object?>[] WorkingTags { get; }

    internal long Workers => _workers();

    internal long Waiting => Interlocked.Read(ref _waiting);

    internal long Working => Interlocked.Read(ref _working);

    private KeyValuePair<string, object?>[] ProcessTags { get; }

    /// <summary>Says how many batches are where now.</summary>
    internal void SetBatches(int waiting, int working)
    {
        Interlocked.Exchange(ref _waiting, waiting);
        Interlocked.Exchange(ref _working, working);
    }

    /// <summary>Counts rows that the caller has got.</summary>
    internal void Delivered(long done, IReadOnlyDictionary<string, long> failed)
    {
        if (done > 0)
        {
            Instruments.Rows.Add(done, Tags);
        }

        foreach (var (type, count) in failed)
        {
            Instruments.Rows.Add(count, [.. Tags, new(TelemetryTags.ErrorType, type)]);
        }
    }

    internal void Restarted() => Instruments.Restarts.Add(1, Tags);

    internal void Processed(double seconds) => Instruments.ProcessDuration.Record(seconds, ProcessTags);
}
