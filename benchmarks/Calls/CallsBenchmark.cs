using System.Runtime.InteropServices;
using Bridge.Cli.Bench;

namespace Bridge.Benchmarks.Calls;

/// <summary>All parts on all servers, interleaved: every round measures everything once.</summary>
internal static class CallsBenchmark
{
    public static async Task<CallsReport> RunAsync(CallsArguments asked)
    {
        var pythons = await BenchPythons.FindAsync(asked.Pythons);
        var machine = await Machine.DescribeAsync();
        var servers = new List<BenchServer>();
        var parts = new List<(string Name, BenchServer Server, IPart Part)>();
        var figures = new Figures();
        try
        {
            foreach (var python in asked.IsQuick ? pythons.Take(1) : pythons)
            {
                servers.Add(await BenchServer.StartAsync(python, isTcp: false));
                servers.Add(await BenchServer.StartAsync(python, isTcp: true));
            }

            foreach (var name in asked.Parts)
            {
                foreach (var server in ServersOf(name, servers))
                {
                    parts.Add((name, server, await CreateAsync(name, server, asked)));
                }
            }

            await RunAsync(asked, parts, figures);
        }
        finally
        {
            foreach (var (_, _, part) in parts)
            {
                await part.DisposeAsync();
            }

            foreach (var server in servers)
            {
                await server.DisposeAsync();
            }
        }

        var load = (machine.Load, await Machine.ReadLoadAsync());
        return new CallsReport(
            machine with { Load = $"{load.Item1} at the start, {load.Item2} at the end" },
            [.. servers.Select(server => server.Version).Distinct()], asked.Rounds, figures.Lines, figures.Growth);
    }

    private static async Task RunAsync(
        CallsArguments asked, List<(string Name, BenchServer Server, IPart Part)> parts, Figures figures)
    {
        var warmUp = new Figures();
        using var interrupted = new CancellationTokenSource();
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        for (var round = 0; round <= asked.Rounds; round++)
        {
            foreach (var (name, server, part) in parts)
            {
                if (interrupted.IsCancellationRequested)
                {
                    return; // what was measured so far is reported
                }

                Console.Error.WriteLine($"{(round == 0 ? "warm" : $"round {round} of {asked.Rounds}")}: {name}, {server.Name}");
                await part.RunAsync(round == 0 ? warmUp : figures, round);
            }
        }

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            interrupted.Cancel();
        }
    }

    /// <summary>Calls and proxies on each; the others on the default CPython, which comes first.</summary>
    private static IEnumerable<BenchServer> ServersOf(string part, List<BenchServer> servers) => part switch
    {
        "calls" or "create" => servers,
        "rows" => servers.Take(1), // the workers talk to the manager, whatever they are told by
        _ => servers.Take(2),
    };

    private static async Task<IPart> CreateAsync(string part, BenchServer server, CallsArguments asked) => part switch
    {
        "calls" => await CallsPart.CreateAsync(server, asked),
        "create" => new CreatePart(server, asked),
        "large" => await LargePart.CreateAsync(server, asked),
        "bulk" => new BulkPart(server, asked),
        "rows" => new RowsPart(server, asked),
        "alloc" => await AllocationsPart.CreateAsync(server, asked),
        _ => await GrowthPart.CreateAsync(server, asked),
    };
}
