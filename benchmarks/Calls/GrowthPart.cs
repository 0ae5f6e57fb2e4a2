using System.Diagnostics;
using Bridge.Cli.Bench;
using Bridge.Proxies;

namespace Bridge.Benchmarks.Calls;

/// <summary>How cost grows with tasks, proxies and the size of a value: the points of the chart.</summary>
internal sealed class GrowthPart : IPart
{
    private const int MostProxies = 64;
    private const int MiB = 1024 * 1024;

    private readonly BenchServer _server;
    private readonly TimeSpan _duration;
    private readonly IReadOnlyList<int> _sizes;
    private readonly IReadOnlyList<DictProxy<string, int>> _dicts;
    private readonly LargeValues _values;
    private readonly CallCases _cases;
    private readonly Floor? _floor;

    private GrowthPart(
        BenchServer server,
        CallsArguments asked,
        IReadOnlyList<DictProxy<string, int>> dicts,
        LargeValues values,
        CallCases cases)
    {
        _server = server;
        _cases = cases;
        _floor = server.Transport == "pipe" ? null : Floor.Open(server, cases, 1);
        _duration = asked.Duration;
        _dicts = dicts;
        _values = values;
        _sizes = [10, 100, 1000, 10_000, 100_000, MiB, 8 * MiB, .. asked.IsQuick ? (int[])[] : [64 * MiB]];
    }

    public static async Task<IPart> CreateAsync(BenchServer server, CallsArguments asked)
    {
        var dicts = new List<DictProxy<string, int>>();
        for (var i = 0; i < MostProxies; i++)
        {
            dicts.Add(await server.Client.CreateDictAsync<string, int>());
        }

        return new GrowthPart(
            server,
            asked,
            dicts,
            await LargeValues.OpenAsync(server.Client),
            await CallCases.CreateAsync(server.Client));
    }

    public async Task RunAsync(Figures figures, int round)
    {
        for (var tasks = 1; tasks <= 256; tasks *= 2)
        {
            await AddAsync("tasks", tasks, tasks, 1);
            if (_floor is not null)
            {
                var floor = await _floor.RateAsync("dict set", tasks, 1, _duration);
                figures.AddGrowth("tasks", $"floor, {_server.Transport}", tasks, floor, tasks / floor);
            }
        }

        for (var proxies = 1; proxies <= MostProxies; proxies *= 2)
        {
            await AddAsync("proxies", proxies, MostProxies, proxies);
        }

        foreach (var size in _sizes)
        {
            var value = LargeValues.Make("bytes", size);
            await AddSizeAsync("Bridge", size, () => SetAndGetAsync(value));
            await AddSizeAsync("Python", size, async () =>
            {
                var seconds = await _server.Caller.AskAsync("large", ["bytes", size]);
                return seconds[0].GetDouble() + seconds[1].GetDouble();
            });
        }

        await _values.RemoveAsync();

        // Sets and gets together.
        async Task AddSizeAsync(string side, int size, Func<Task<double>> setAndGetAsync)
        {
            var repeats = Math.Clamp(128 * MiB / size, 2, 500);
            var seconds = 0.0;
            for (var i = -repeats / 10; i < repeats; i++)
            {
                var once = await setAndGetAsync();
                seconds += i < 0 ? 0 : once; // the first ones find memory as another side left it
            }

            var each = seconds / repeats / 2;
            figures.AddGrowth("bytes", $"{side}, {_server.Transport}", size, 1 / each, each);
        }

        async Task AddAsync(string curve, int x, int tasks, int proxies)
        {
            var rate = await RateAsync(tasks, proxies);
            figures.AddGrowth(curve, $"Bridge, {_server.Transport}", x, rate, tasks / rate);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var dict in _dicts)
        {
            await dict.DisposeAsync();
        }

        _floor?.Dispose();
        await _cases.DisposeAsync();
        await _values.DisposeAsync();
    }

    private Task<double> RateAsync(int tasks, int proxies)
    {
        var budget = CallBudget.For(_duration);
        return CallBudget.RateAsync(tasks, async task =>
        {
            var dict = _dicts[task % proxies];
            long done = 0;
            for (; budget.TryTake(out var i); done++)
            {
                await dict.SetItemAsync("k", (int)(i & 0xFFFF));
            }

            return done;
        });
    }

    private async Task<double> SetAndGetAsync(Array value)
    {
        var start = Stopwatch.GetTimestamp();
        await _values.SetAsync(value);
        await _values.GetAsync("bytes");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
