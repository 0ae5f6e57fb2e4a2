using Bridge.Cli.Bench;
using Bridge.Manager;

namespace Bridge.Benchmarks.Calls;

/// <summary>Quick calls: Python's own proxies, ours one at a time and from 64 tasks, and the floor.</summary>
internal sealed class CallsPart : IPart
{
    private const int Tasks = 64;

    private static readonly int Lanes = ManagerClientOptions.Default.Lanes;

    private readonly BenchServer _server;
    private readonly CallsArguments _asked;
    private readonly CallCases _cases;
    private readonly Floor? _floor;

    private CallsPart(BenchServer server, CallsArguments asked, CallCases cases)
    {
        _server = server;
        _asked = asked;
        _cases = cases;
        _floor = server.Transport == "pipe" ? null : Floor.Open(server, cases, Lanes);
    }

    public static async Task<IPart> CreateAsync(BenchServer server, CallsArguments asked) =>
        new CallsPart(server, asked, await CallCases.CreateAsync(server.Client));

    public async Task RunAsync(Figures figures, int round)
    {
        foreach (var what in CallCases.Names)
        {
            await MeasureAsync(figures, what, round);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _floor?.Dispose();
        await _cases.DisposeAsync();
    }

    private async Task MeasureAsync(Figures figures, string what, int round)
    {
        var duration = _asked.Duration;
        var sides = new List<(string Name, Func<Task<double>> RateAsync)>
        {
            ("python", () => _server.Caller.RateAsync(what, duration)),
            ("one", () => _cases.RateAsync(what, 1, CallBudget.For(duration))),
            ("many", () => _cases.RateAsync(what, Tasks, CallBudget.For(duration))),
        };
        if (_floor is not null)
        {
            sides.Add(("floor one", () => _floor.RateAsync(what, 1, 1, duration)));
            sides.Add(("floor", () => _floor.RateAsync(what, Tasks, 1, duration)));
            sides.Add(("floor lanes", () => _floor.RateAsync(what, Tasks, Lanes, duration)));
        }

        // Nobody is always the one after the same other.
        var rates = new Dictionary<string, double>();
        for (var i = 0; i < sides.Count; i++)
        {
            var (name, rateAsync) = sides[(i + round) % sides.Count];
            rates[name] = await rateAsync();
        }

        var where = _server.Name;
        figures.Compare(where, what, "Python", rates["one"], rates["python"], Goal.OneCaller);
        figures.Compare(where, $"{what}, {Tasks} tasks", "Python", rates["many"], rates["python"], Goal.ManyTasks);
        if (_floor is not null)
        {
            // One proxy has one lane; whether the server would give more over several is its affair, so the higher counts.
            var floor = Math.Max(rates["floor"], rates["floor lanes"]);
            figures.Compare(where, $"{what}, {Tasks} tasks", "floor", rates["many"], floor, Goal.NearFloor);
            figures.Compare(where, what, "floor", rates["one"], rates["floor one"], null);
            figures.Add(where, $"{what}: floor, 1 connection", rates["floor"], "/s");
            figures.Add(where, $"{what}: floor, {Lanes} connections", rates["floor lanes"], "/s");
        }
    }
}
