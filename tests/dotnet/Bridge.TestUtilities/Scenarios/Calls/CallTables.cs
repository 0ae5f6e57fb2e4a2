namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The table of each typeid; one without a table is called by name.</summary>
internal static class CallTables
{
    private static readonly Dictionary<string, ICallTable> All = new()
    {
        ["Array"] = ArrayCalls.Table,
        ["AsyncResult"] = AsyncResultCalls.Table,
        ["Barrier"] = BarrierCalls.Table,
        ["BoundedSemaphore"] = SemaphoreCalls.Bounded,
        ["Condition"] = ConditionCalls.Table,
        ["Event"] = EventCalls.Table,
        ["Iterator"] = IteratorCalls.Table,
        ["JoinableQueue"] = QueueCalls.Joinable,
        ["Lock"] = LockCalls.Table,
        ["Namespace"] = NamespaceCalls.Table,
        ["Pool"] = PoolCalls.Table,
        ["Queue"] = QueueCalls.Table,
        ["RLock"] = LockCalls.Reentrant,
        ["Semaphore"] = SemaphoreCalls.Table,
        ["Value"] = ValueCalls.Table,
        ["dict"] = DictCalls.Table,
        ["list"] = ListCalls.Table,
        ["set"] = SetCalls.Table,
    };

    /// <summary>The table of a typeid; null when it has none.</summary>
    public static ICallTable? Of(string typeId) => All.GetValueOrDefault(typeId);
}
