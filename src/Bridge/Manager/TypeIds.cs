namespace Bridge.Manager;

/// <summary>The typeids that every <c>SyncManager</c> registers.</summary>
internal static class TypeIds
{
    public const string Queue = "Queue";
    public const string JoinableQueue = "JoinableQueue";
    public const string Event = "Event";
    public const string Lock = "Lock";
    public const string RLock = "RLock";
    public const string Semaphore = "Semaphore";
    public const string BoundedSemaphore = "BoundedSemaphore";
    public const string Condition = "Condition";
    public const string Barrier = "Barrier";
    public const string List = "list";
    public const string Dict = "dict";
    public const string Value = "Value";
    public const string Namespace = "Namespace";
    public const string Array = "Array";
    public const string Pool = "Pool";

    /// <summary>From CPython 3.14 on.</summary>
    public const string Set = "set";

    /// <summary>Hosts any one object and exposes its public methods.</summary>
    public const string AsyncResult = "AsyncResult";

    private static readonly string[] Standard =
    [
        Queue, JoinableQueue, Event, Lock, RLock, Semaphore, BoundedSemaphore, Condition, Barrier,
        List, Dict, Value, Namespace, Array, Pool, AsyncResult,
    ];

    /// <summary>Whether every <c>SyncManager</c> has it.</summary>
    public static bool IsStandard(string typeId) => Standard.Contains(typeId);
}
