using Bridge.Cli.Bench;

namespace Bridge.Benchmarks.Calls;

/// <summary>What quick calls allocate when all is warm, and whether a long run of them collects the old generation.</summary>
internal sealed class AllocationsPart : IPart
{
    private const int Tasks = 64;

    private static readonly IReadOnlyList<string> Names = ["dict set", "dict get", "list append"];

    private readonly BenchServer _server;
    private readonly CallCases _cases;
    private readonly int _calls;
    private readonly int _longRun;
    private bool _isDone;

    private AllocationsPart(BenchServer server, CallsArguments asked, CallCases cases)
    {
        _server = server;
        _cases = cases;
        _calls = asked.IsQuick ? 5_000 : 100_000;
        _longRun = asked.IsQuick ? 50_000 : 1_000_000;
    }

    public static async Task<IPart> CreateAsync(BenchServer server, CallsArguments asked) =>
        new AllocationsPart(server, asked, await CallCases.CreateAsync(server.Client));

    // Allocations do not depend on how busy the machine is: once is enough.
    public async Task RunAsync(Figures figures, int round)
    {
        if (round == 0 || _isDone)
        {
            return;
        }

        _isDone = true;
        foreach (var name in Names)
        {
            foreach (var (tasks, title) in new[] { (1, name), (Tasks, $"{name}, {Tasks} tasks") })
            {
                await _cases.RateAsync(name, tasks, CallBudget.Of(_calls / 10)); // until the pools are filled
                var before = GC.GetTotalAllocatedBytes(precise: true);
                await _cases.RateAsync(name, tasks, CallBudget.Of(_calls));
                var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
                figures.Add(_server.Name, title + ": allocated", (double)allocated / _calls, "B/call", Goal.Allocations);
            }
        }

        // Any .NET program that allocates has one about 100 s after the last, whatever it allocates; the run is shorter.
        GC.Collect();
        var collections = GC.CollectionCount(2);
        var rate = await _cases.RateAsync("dict get", Tasks, CallBudget.Of(_longRun));
        figures.Add(
            _server.Name, $"{_longRun:N0} calls: Gen2 collections", GC.CollectionCount(2) - collections, "", Goal.Collections);
        figures.Add(_server.Name, $"{_longRun:N0} calls: rate", rate, "/s");
    }

    public ValueTask DisposeAsync() => _cases.DisposeAsync();
}
