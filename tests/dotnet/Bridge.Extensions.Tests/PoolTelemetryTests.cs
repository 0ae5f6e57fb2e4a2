using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Bridge.Diagnostics;
using Bridge.Hosting;
using Bridge.Proxies;
using Bridge.Workers;

namespace Bridge.Extensions.Tests;

/// <summary>What is told of calls and pools to listeners of .NET itself.</summary>
public sealed class PoolTelemetryTests : IDisposable
{
    // Kills itself at the first row 13, raises at row 7.
    private const string Function = """
        import os, signal, dotnet_bridge

        def step(row):
            mark = __file__ + '.killed'
            if row == 13 and not os.path.exists(mark):
                open(mark, 'w').close()
                os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, 'SIGKILL') else signal.SIGTERM)
            if row == 7:
                raise LookupError(row)
            return dotnet_bridge.traceparent()
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("bridge-test-").FullName;
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _measured = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Timeout = 60_000)]
    public async Task Rows_failures_restarts_and_the_lost_task_are_told()
    {
        var file = Path.Combine(_folder, "steps.py");
        await File.WriteAllTextAsync(file, Function, _token);
        var function = file + ":step";
        using var meters = ListenToMeter();
        var activities = new SynchronizedActivities();
        using var source = new ActivityListener
        {
            ShouldListenTo = listened => listened.Name == BridgeTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(source);
        await using var manager = await ManagerProcess.StartAsync(cancellationToken: _token);
        await using var pool = await WorkerPool.StartAsync(
            manager.Client, function, new WorkerPoolOptions { Workers = 1, BatchSize = 5 }, _token);

        var results = await pool.MapAsync<int, string>(Enumerable.Range(0, 20).ToAsyncEnumerable(), _token).ToListAsync(_token);
        meters.RecordObservableInstruments();

        Assert.Equal(19, Total(BridgeTelemetry.PoolRows, function, null));
        Assert.Equal(1, Total(BridgeTelemetry.PoolRows, function, "builtins.LookupError"));
        Assert.Equal(1, Total(BridgeTelemetry.PoolWorkerRestarts, function, null));
        Assert.Equal(1, Total(BridgeTelemetry.PoolWorkers, function, null));
        Assert.Equal(0, Total(BridgeTelemetry.PoolBatches, function, null));
        var mine = activities.Named($"process {function}");
        var lost = mine.FindAll(activity => activity.Status == ActivityStatusCode.Error);
        Assert.NotEmpty(lost);
        Assert.All(lost, activity => Assert.Equal("dotnet_bridge.WorkerDied", activity.GetTagItem("error.type")));
        Assert.Equal(mine.Count - lost.Count, _measured.Count(
            one => one.Name == BridgeTelemetry.ProcessDuration && function.Equals(one.Tags["messaging.destination.name"])));
        Assert.All(
            results.Where(result => result.Error is null),
            result => Assert.Contains(mine, activity => activity.Id == result.Value));
        Assert.Single(activities.Named($"map {function}"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Calls_are_told_by_typeid_method_and_outcome_and_nothing_of_the_caller_changes()
    {
        await using var manager = await ManagerProcess.StartAsync(cancellationToken: _token);
        using var meters = ListenToMeter();
        await using var dict = await manager.Client.CreateDictAsync<string, int>(_token);
        await dict.SetItemAsync("a", 1, _token);
        await Assert.ThrowsAsync<RemoteException>(() => dict.GetItemAsync("b", _token).AsTask());
        await using var queue = await manager.Client.CreateQueueAsync<int>(0, _token);
        Assert.False((await queue.TryGetAsync(TimeSpan.FromMilliseconds(1), _token)).Taken);
        meters.RecordObservableInstruments();

        var calls = _measured.Where(one => one.Name == BridgeTelemetry.CallDuration && IsOf(manager, one.Tags))
            .Select(one => (one.Tags["rpc.method"], one.Tags.GetValueOrDefault("error.type"))).ToList();
        Assert.Contains(("dict/__setitem__", (object?)null), calls);
        Assert.Contains(("dict/__getitem__", (object?)"builtins.KeyError"), calls);
        Assert.Contains(("server/create", (object?)null), calls);
        Assert.Contains(calls, call => "Queue/get".Equals(call.Item1));
        Assert.True(Value(BridgeTelemetry.ClientIO, manager) > 100);
        Assert.Equal(2, Value(BridgeTelemetry.ClientProxies, manager));
        Assert.InRange(Value(BridgeTelemetry.ClientLanes, manager), 1, 2);
        Assert.True(Value(BridgeTelemetry.ClientConnections, manager) >= Value(BridgeTelemetry.ClientLanes, manager));
        Assert.Null(Activity.Current);
    }

    private MeterListener ListenToMeter()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == BridgeTelemetry.MeterName)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        return listener;
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue((instrument.Name, value, new Dictionary<string, object?>(tags.ToArray())));

    private double Total(string name, string function, string? errorType) => _measured
        .Where(one => one.Name == name && function.Equals(one.Tags["messaging.destination.name"]))
        .Where(one => Equals(one.Tags.GetValueOrDefault("error.type"), errorType))
        .Sum(one => one.Value);

    private double Value(string name, ManagerProcess manager) =>
        _measured.Where(one => one.Name == name && IsOf(manager, one.Tags)).Sum(one => one.Value);

    private static bool IsOf(ManagerProcess manager, Dictionary<string, object?> tags) =>
        Equals(tags.GetValueOrDefault("server.address"), manager.Address.Path ?? manager.Address.Host);
}
