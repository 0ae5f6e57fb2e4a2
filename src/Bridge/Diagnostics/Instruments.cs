using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Bridge.Diagnostics;

/// <summary>The source of activities and the instruments. Thread-safe.</summary>
internal static class Instruments
{
    internal const string System = "multiprocessing";

    private static readonly string? Version = typeof(Instruments).Assembly.GetName().Version?.ToString(3);
    private static readonly Meter Meter = new(BridgeTelemetry.MeterName, Version);

    // Advice of the semantic conventions for durations in seconds, and finer below: a quick call takes 30 µs.
    private static readonly InstrumentAdvice<double> CallBuckets = new()
    {
        HistogramBucketBoundaries =
        [
            0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
        ],
    };

    internal static ActivitySource Activities { get; } = new(BridgeTelemetry.ActivitySourceName, Version);

    internal static Histogram<double> CallDuration { get; } = Meter.CreateHistogram(
        BridgeTelemetry.CallDuration, "s", "Duration of calls to managers.", tags: null, CallBuckets);

    internal static Counter<long> IO { get; } = Meter.CreateCounter<long>(
        BridgeTelemetry.ClientIO, "By", "Bytes that went over connections to managers.");

    internal static Histogram<double> ProcessDuration { get; } = Meter.CreateHistogram(
        BridgeTelemetry.ProcessDuration, "s", "Duration of tasks in workers.", tags: null, CallBuckets);

    internal static Counter<long> Rows { get; } = Meter.CreateCounter<long>(
        BridgeTelemetry.PoolRows, "{row}", "Rows that worker pools have delivered.");

    internal static Counter<long> Restarts { get; } = Meter.CreateCounter<long>(
        BridgeTelemetry.PoolWorkerRestarts, "{restart}", "Workers started in the place of one that ended.");

    /// <summary>The clients that are observed.</summary>
    internal static Observed<ClientMeter> Clients { get; } = new();

    /// <summary>The pools that are observed.</summary>
    internal static Observed<PoolMeter> Pools { get; } = new();

    /// <summary>Whether somebody wants to know of calls.</summary>
    internal static bool WantsCalls => CallDuration.Enabled || Activities.HasListeners();

    // An observed total is right whenever the listener comes; a counter of changes would have missed the first ones.
    static Instruments()
    {
        Meter.CreateObservableUpDownCounter(
            BridgeTelemetry.ClientConnections, () => Clients.Sum(client => (client.Connections, client.Tags)),
            "{connection}", "Open connections to managers.");
        Meter.CreateObservableUpDownCounter(
            BridgeTelemetry.ClientLanes, () => Clients.Sum(client => (client.Lanes, client.Tags)),
            "{connection}", "Open lanes to managers.");
        Meter.CreateObservableUpDownCounter(
            BridgeTelemetry.ClientProxies, () => Clients.Sum(client => (client.Proxies, client.Tags)),
            "{proxy}", "References to objects of managers that proxies hold.");
        Meter.CreateObservableUpDownCounter(
            BridgeTelemetry.PoolWorkers, () => Pools.Sum(pool => (pool.Workers, pool.Tags)),
            "{process}", "Workers that are ready.");
        Meter.CreateObservableUpDownCounter(
            BridgeTelemetry.PoolBatches,
            () => Pools.Sum(pool => (pool.Waiting, pool.WaitingTags), pool => (pool.Working, pool.WorkingTags)),
            "{batch}", "Batches of rows that are not done.");
    }

    /// <summary>Starts an activity that does not become the current one of the caller, who may go on with other work.</summary>
    internal static Activity? Start(string name, ActivityKind kind, ActivityContext? parent = null)
    {
        var current = Activity.Current;
        var started = parent is { } given
            ? Activities.StartActivity(name, kind, given)
            : Activities.StartActivity(name, kind);
        Activity.Current = current;
        return started;
    }

    /// <summary>Stops an activity, wherever the caller is.</summary>
    internal static void Stop(Activity? activity)
    {
        if (activity is not null)
        {
            var current = Activity.Current;
            activity.Dispose();
            Activity.Current = current;
        }
    }

    /// <summary>Marks an activity as failed.</summary>
    internal static void Fail(Activity? activity, string errorType, string? message)
    {
        activity?.SetTag(TelemetryTags.ErrorType, errorType);
        activity?.SetStatus(ActivityStatusCode.Error, message);
    }

    /// <summary>What <c>error.type</c> says of an exception: the class that Python raised, or the .NET type.</summary>
    internal static string ErrorTypeOf(Exception error) => error switch
    {
        RemoteException remote => remote.PythonType,
        OperationCanceledException => "canceled",
        _ => error.GetType().FullName ?? error.GetType().Name,
    };
}
