namespace Bridge.Proxies;

/// <summary>The proxy classes that <c>SyncManager</c> registers for its typeids.</summary>
internal static class ProxyClasses
{
    /// <summary>The class in <c>multiprocessing.managers</c>; <c>AutoProxy</c> for what it does not know.</summary>
    public static string Of(string typeId) => typeId switch
    {
        "list" => "ListProxy",
        "dict" => "DictProxy",
        "set" => "SetProxy",
        "Value" => "ValueProxy",
        "Array" => "ArrayProxy",
        "Namespace" => "NamespaceProxy",
        "Lock" or "RLock" or "Semaphore" or "BoundedSemaphore" => "AcquirerProxy",
        "Condition" => "ConditionProxy",
        "Event" => "EventProxy",
        "Barrier" => "BarrierProxy",
        "Pool" => "PoolProxy",
        "Iterator" => "IteratorProxy",
        _ => "AutoProxy",
    };
}
