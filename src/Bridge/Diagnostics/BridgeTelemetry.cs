namespace Bridge.Diagnostics;

/// <summary>The names under which Bridge traces and measures; <c>docs/telemetry.md</c> describes each.</summary>
/// <remarks>
/// Nothing is measured while nobody listens: <c>AddSource(BridgeTelemetry.ActivitySourceName)</c> and
/// <c>AddMeter(BridgeTelemetry.MeterName)</c> make OpenTelemetry listen.
/// </remarks>
public static class BridgeTelemetry
{
    /// <summary>The <see cref="System.Diagnostics.ActivitySource"/> of all activities.</summary>
    public const string ActivitySourceName = "Bridge";

    /// <summary>The <see cref="System.Diagnostics.Metrics.Meter"/> of all instruments.</summary>
    public const string MeterName = "Bridge";

    /// <summary>Histogram, seconds: how long calls to managers took; its count is the number of calls.</summary>
    public const string CallDuration = "rpc.client.call.duration";

    /// <summary>Counter, bytes: what went over the connections to managers, in frames, by direction.</summary>
    public const string ClientIO = "bridge.client.io";

    /// <summary>Up-down counter: open connections to managers, the lanes included.</summary>
    public const string ClientConnections = "bridge.client.connections";

    /// <summary>Up-down counter: open lanes, the connections that quick calls share.</summary>
    public const string ClientLanes = "bridge.client.lanes";

    /// <summary>Up-down counter: references to objects of managers that living proxies hold.</summary>
    public const string ClientProxies = "bridge.client.proxies";

    /// <summary>Histogram, seconds: how long workers were busy with one task, as they say themselves.</summary>
    public const string ProcessDuration = "messaging.process.duration";

    /// <summary>Counter: rows that a worker pool has delivered to its caller, by outcome.</summary>
    public const string PoolRows = "bridge.pool.rows";

    /// <summary>Up-down counter: batches of rows in a pool that are not done, by state.</summary>
    public const string PoolBatches = "bridge.pool.batches";

    /// <summary>Up-down counter: worker processes that are ready.</summary>
    public const string PoolWorkers = "bridge.pool.workers";

    /// <summary>Counter: worker processes that were started in the place of one that ended.</summary>
    public const string PoolWorkerRestarts = "bridge.pool.worker.restarts";
}
