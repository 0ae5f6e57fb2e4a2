namespace Bridge.Manager;

/// <summary>The typeids that every <c>SyncManager</c> registers.</summary>
internal static class TypeIds
{
    public const string Queue = "Queue";
    public const string JoinableQueue = "JoinableQueue";
    public const string Event = "Event";
    public const string Lock = "Lock";
    public const string List = "list";
    public const string Dict = "dict";
    public const string Value = "Value";
    public const string Namespace = "Namespace";
    public const string Pool = "Pool";

    private static readonly string[] Standard =
        [Queue, JoinableQueue, Event, Lock, List, Dict, Value, Namespace, Pool];

    /// <summary>Whether every <c>SyncManager</c> has it.</summary>
    public static bool IsStandard(string typeId) => Standard.Contains(typeId);
}
