using System.Collections.Concurrent;
using System.Diagnostics;
using Bridge.Diagnostics;
using Bridge.Manager;
using HostedApp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Bridge.Extensions.Tests;

/// <summary>The sample with two managers, in this process with an exporter in memory, and as a process of its own.</summary>
public class HostedApplicationTests
{
    private const string Stock = "{'apple': 10, 'pear': 4, 'plum': 100}";

    private static readonly string Function = Path.Combine(AppContext.BaseDirectory, "valuation.py") + ":value";

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Starts_is_healthy_and_an_exporter_sees_the_trace_from_here_to_the_worker_and_the_metrics()
    {
        await using var stock = await DictServer.StartAsync(Stock, _token);
        Environment.SetEnvironmentVariable("STOCK_AUTHKEY", DictServer.Key);
        var traces = new SynchronizedActivities();
        var metrics = new List<MetricSnapshot>();
        var lines = new Lines();
        var builder = HostedApplication.CreateBuilder(
            [$"--Bridge:stock:Address={stock.Address}", "--Valuation:Interval=01:00:00"]);
        builder.Logging.ClearProviders().AddProvider(lines);
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddInMemoryExporter(traces))
            .WithMetrics(metering => metering.AddInMemoryExporter(metrics));
        HealthReport health;
        string hosted;
        using (var host = builder.Build())
        {
            await host.StartAsync(_token);
            await Retry.UntilAsync("the stock is valued", () => lines.Count(" is worth ") == 3);
            await Retry.UntilAsync("the map is told", () => traces.Named($"map {Function}").Count > 0);
            health = await host.HealthAsync();
            hosted = host.Services.GetRequiredKeyedService<ManagerClient>("work").Address.Path!;
            Assert.True(host.Services.GetRequiredService<MeterProvider>().ForceFlush());
            await host.StopAsync(_token);
        }

        Assert.Equal(HealthStatus.Healthy, health.Status);
        var data = health.Entries["bridge"].Data;
        Assert.Equal(2, data["pool.valuation.workers"]);
        Assert.IsType<double>(data["manager.stock.ping_ms"]);
        Assert.StartsWith("3.", Assert.IsType<string>(data["manager.work.python"]), StringComparison.Ordinal);

        // valuation (the application) > map > send > process; the function saw the last one's id.
        var valuation = Assert.Single(traces.Named("valuation"));
        var map = Assert.Single(traces.Named($"map {Function}"));
        var send = Assert.Single(traces.Named($"send {Function}"));
        var process = Assert.Single(traces.Named($"process {Function}"));
        Assert.Equal(
            [valuation.SpanId, map.SpanId, send.SpanId], [map.ParentSpanId, send.ParentSpanId, process.ParentSpanId]);
        Assert.Equal(3, lines.Count($"says the worker in {process.Id}"));
        Assert.Equal((ActivityKind.Producer, ActivityKind.Consumer), (send.Kind, process.Kind));
        Assert.Equal(3, process.GetTagItem("messaging.batch.message_count"));
        Assert.NotEqual(Environment.ProcessId, Assert.IsType<int>(process.GetTagItem("process.pid")));
        Assert.Contains(traces.Named("get_stock/items"), call => call.ParentSpanId == valuation.SpanId);
        Assert.DoesNotContain(traces.Named("Queue/"), call => call.TraceId == valuation.TraceId); // the pool's own

        foreach (var name in (string[])
            [
                BridgeTelemetry.CallDuration, BridgeTelemetry.ClientIO, BridgeTelemetry.ClientConnections,
                BridgeTelemetry.ClientLanes, BridgeTelemetry.ClientProxies, BridgeTelemetry.PoolRows,
                BridgeTelemetry.ProcessDuration, BridgeTelemetry.PoolWorkers, BridgeTelemetry.PoolBatches,
            ])
        {
            Assert.Contains(metrics, metric => metric.Name == name && metric.MeterName == BridgeTelemetry.MeterName);
        }

        Assert.Equal(
            3, Most(metrics, BridgeTelemetry.PoolRows, "messaging.destination.name", function => function == Function));
        Assert.InRange(Most(metrics, BridgeTelemetry.ClientLanes, "server.address", address => address == hosted), 1, 4);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)] // as systemd and a container's runtime do
    public async Task As_a_process_it_stops_within_five_seconds_of_SIGTERM_and_leaves_nothing(bool alsoChildren)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await using var stock = await DictServer.StartAsync(Stock, _token);
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "HostedApp.dll"), $"--Bridge:stock:Address={stock.Address}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["STOCK_AUTHKEY"] = DictServer.Key;
        using var process = Process.Start(start)!;
        var output = new ConcurrentQueue<string>();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, output));
        try
        {
            await Retry.UntilAsync("it is healthy", () => process.HasExited || output.Any(Says("Health: Healthy")));
            Assert.False(process.HasExited, string.Join('\n', output));
            var children = Descendants(process.Id);

            var sent = Stopwatch.GetTimestamp();
            var signalled = alsoChildren ? children.Prepend(process.Id) : [process.Id];
            using (var kill = Process.Start("kill", ["-TERM", .. signalled.Select(id => $"{id}")]))
            {
                await process.WaitForExitAsync(_token);
            }

            var took = Stopwatch.GetElapsedTime(sent);
            await reading.WaitAsync(_token);
            Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
            Assert.Equal(0, process.ExitCode);
            Assert.True(children.Count >= 3, "A manager and two workers should have run.");
            await Retry.UntilAsync("no child runs", () => !children.Exists(ProcessList.IsRunning));
            Assert.Contains(output, line => Says("messaging.process.duration")(line)); // the metrics of the last moment are told, too
            Assert.DoesNotContain(output, line => Says(DictServer.Key)(line));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Func<string, bool> Says(string text) => line => line.Contains(text, StringComparison.Ordinal);

    private static async Task ReadAsync(StreamReader from, ConcurrentQueue<string> to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            to.Enqueue(line);
        }
    }

    private static List<int> Descendants(int id)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var parents = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var process) ? process : 0)
            .Where(process => process > 0)
            .Select(process => (Process: process, Parent: ParentOf(process)))
            .ToLookup(pair => pair.Parent, pair => pair.Process);
        return [.. parents[id].SelectMany(child => Descendants(child).Prepend(child))];
    }

    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0; // ended meanwhile
        }
    }

    private static long Most(List<MetricSnapshot> metrics, string name, string tag, Predicate<string> isMine)
    {
        var most = 0L; // of several exports: the last one is of the end
        foreach (var metric in metrics.Where(metric => metric.Name == name))
        {
            var sum = 0L;
            foreach (var point in metric.MetricPoints)
            {
                foreach (var pair in point.Tags)
                {
                    sum += pair.Key == tag && isMine((string)pair.Value!) ? point.GetSumLong() : 0;
                }
            }

            most = Math.Max(most, sum);
        }

        return most;
    }
}
