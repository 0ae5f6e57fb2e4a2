namespace Bridge.Workers;

/// <summary>What the loop of a <see cref="MapRun{TIn, TOut}"/> reacts to.</summary>
internal abstract record PoolEvent
{
    /// <summary>A batch of input is pickled and ready.</summary>
    public sealed record BatchReady(Batch Batch) : PoolEvent;

    /// <summary>There is no more input; with the error that ended it, if one did.</summary>
    public sealed record InputEnded(Exception? Error) : PoolEvent;

    /// <summary>A worker has done batches of a task, in so many seconds; the others of that task it has given back.</summary>
    public sealed record ResultArrived(int Worker, BatchAnswer[] Answers, double Seconds) : PoolEvent;

    /// <summary>A worker process has ended.</summary>
    public sealed record WorkerExited(Worker Worker, int ExitCode) : PoolEvent;

    /// <summary>All results that a worker sent before it ended have arrived.</summary>
    public sealed record ResultsDrained(int Worker) : PoolEvent;

    /// <summary>A worker process has taken the place of one that ended.</summary>
    public sealed record WorkerReady : PoolEvent;

    /// <summary>The consumer has read results that kept others waiting.</summary>
    public sealed record RoomAgain : PoolEvent;

    /// <summary>Something broke that ends the run.</summary>
    public sealed record Broke(Exception Error) : PoolEvent;
}
