namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The table of each typeid that has a proxy of its own; the others are called by name.</summary>
internal static class CallTables
{
    private static readonly Dictionary<string, ICallTable> All = new()
    {
        ["Event"] = EventCalls.Table,
        ["JoinableQueue"] = QueueCalls.Joinable,
        ["Lock"] = LockCalls.Table,
        ["Namespace"] = NamespaceCalls.Table,
        ["Queue"] = QueueCalls.Table,
        ["Value"] = ValueCalls.Table,
        ["dict"] = DictCalls.Table,
        ["list"] = ListCalls.Table,
    };

    /// <summary>The table of a typeid; null when it has none.</summary>
    public static ICallTable? Of(string typeId) => All.GetValueOrDefault(typeId);
}
