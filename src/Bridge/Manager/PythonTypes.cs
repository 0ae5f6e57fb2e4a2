namespace Bridge.Manager;

/// <summary>Names of Python exception classes as <see cref="RemoteException.PythonType"/> carries them.</summary>
public static class PythonTypes
{
    /// <summary>A key that is not in a dict.</summary>
    public const string KeyError = "builtins.KeyError";

    /// <summary>An index outside of a list.</summary>
    public const string IndexError = "builtins.IndexError";

    /// <summary>An attribute that does not exist.</summary>
    public const string AttributeError = "builtins.AttributeError";

    /// <summary>A value that the method refuses.</summary>
    public const string ValueError = "builtins.ValueError";

    /// <summary>An argument of the wrong type.</summary>
    public const string TypeError = "builtins.TypeError";

    /// <summary>The end of an iterator.</summary>
    public const string StopIteration = "builtins.StopIteration";

    /// <summary>An empty queue, from CPython 3.7 on.</summary>
    public const string QueueEmpty = "_queue.Empty";

    /// <summary>An empty queue on CPython 3.6.</summary>
    public const string LegacyQueueEmpty = "queue.Empty";

    /// <summary>A full queue.</summary>
    public const string QueueFull = "queue.Full";

    /// <summary>A queue that was shut down, from CPython 3.13 on.</summary>
    public const string QueueShutDown = "queue.ShutDown";

    /// <summary>A barrier that was aborted or reset, or on which somebody waited in vain.</summary>
    public const string BrokenBarrierError = "threading.BrokenBarrierError";

    /// <summary>A failed <c>assert</c>.</summary>
    public const string AssertionError = "builtins.AssertionError";

    /// <summary>A wait of <c>multiprocessing</c> that took too long.</summary>
    public const string MultiprocessingTimeoutError = "multiprocessing.context.TimeoutError";

    /// <summary>An error of the manager itself.</summary>
    public const string RemoteError = "multiprocessing.managers.RemoteError";

    /// <summary>Whether Python reported an empty queue, under either of its names.</summary>
    /// <param name="exception">What a call threw.</param>
    public static bool IsQueueEmpty(RemoteException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.PythonType is QueueEmpty or LegacyQueueEmpty;
    }
}
