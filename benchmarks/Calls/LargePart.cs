using System.Diagnostics;
using Bridge.Cli.Bench;

namespace Bridge.Benchmarks.Calls;

/// <summary>Large values through a dict: bytes, and doubles as Python's <c>array.array('d')</c>.</summary>
internal sealed class LargePart : IPart
{
    private const int MiB = 1024 * 1024;

    private readonly BenchServer _server;
    private readonly LargeValues _values;
    private readonly IReadOnlyList<(string Title, string Kind, int Size, int Repeats, bool IsPooled)> _cases;

    private LargePart(BenchServer server, CallsArguments asked, LargeValues values)
    {
        _server = server;
        _values = values;
        var divisor = asked.IsQuick ? 8 : 1;
        _cases =
        [
            // Ten of these take 5 ms, and show little but how a cold heap gets its pages.
            ("1 MiB bytes", "bytes", MiB, 500, true),
            ($"{64 / divisor} MiB bytes", "bytes", 64 * MiB / divisor, 2, false),
            ($"{10_000_000 / divisor:N0} doubles", "doubles", 10_000_000 / divisor, 2, false),
        ];
    }

    public static async Task<IPart> CreateAsync(BenchServer server, CallsArguments asked) =>
        new LargePart(server, asked, await LargeValues.OpenAsync(server.Client));

    public async Task RunAsync(Figures figures, int round)
    {
        foreach (var (title, kind, size, repeats, isPooled) in _cases)
        {
            var value = LargeValues.Make(kind, size);
            var (ours, theirs, pooled) = ((Set: 0.0, Get: 0.0), (Set: 0.0, Get: 0.0), (Set: 0.0, Get: 0.0));
            var sides = new List<Func<Task>>
            {
                async () => theirs = await MeanAsync(repeats, async () =>
                {
                    var seconds = await _server.Caller.AskAsync("large", [kind, size]);
                    return (seconds[0].GetDouble(), seconds[1].GetDouble());
                }),
                async () => ours = await MeanAsync(repeats, () => TimeAsync(value, () => GetAsync(kind, size))),
            };
            if (isPooled)
            {
                sides.Add(async () => pooled = await MeanAsync(
                    repeats, () => TimeAsync(value, () => GetPooledAsync(size))));
            }

            await Turns.RunAsync(round, sides);
            figures.Compare(_server.Name, $"set {title}", "Python", 1 / ours.Set, 1 / theirs.Set, Goal.Large);
            figures.Compare(_server.Name, $"get {title}", "Python", 1 / ours.Get, 1 / theirs.Get, Goal.Large);
            if (isPooled)
            {
                figures.Compare(
                    _server.Name, $"get {title}, pooled", "Python", 1 / pooled.Get, 1 / theirs.Get, Goal.Large);
            }

            if (OperatingSystem.IsLinux())
            {
                await MeasureMemoryAsync(figures, title, kind, size);
            }
        }
    }

    public ValueTask DisposeAsync() => _values.DisposeAsync();

    /// <summary>
    /// The means of some in a row; of many, without the first tenth, which finds the server's memory as another side left
    /// it.
    /// </summary>
    private static async Task<(double Set, double Get)> MeanAsync(
        int repeats, Func<Task<(double Set, double Get)>> onceAsync)
    {
        var (set, get) = (0.0, 0.0);
        for (var i = -repeats / 10; i < repeats; i++)
        {
            var seconds = await onceAsync();
            if (i >= 0)
            {
                set += seconds.Set / repeats;
                get += seconds.Get / repeats;
            }
        }

        return (set, get);
    }

    private async Task<(double Set, double Get)> TimeAsync(Array value, Func<Task> getAsync)
    {
        var start = Stopwatch.GetTimestamp();
        await _values.SetAsync(value);
        var set = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        await getAsync();
        return (set, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private async Task GetAsync(string kind, int size) => ThrowIfNot(size, (await _values.GetAsync(kind)).Length);

    private async Task GetPooledAsync(int size)
    {
        using var back = await _values.GetPooledAsync();
        ThrowIfNot(size, back.Memory.Length);
    }

    private static void ThrowIfNot(int size, int length)
    {
        if (length != size)
        {
            throw new InvalidOperationException($"{length} came back instead of {size}.");
        }
    }

    private async Task MeasureMemoryAsync(Figures figures, string title, string kind, int size)
    {
        var goal = Goal.LargeMemory;
        foreach (var action in new[] { "set", "get" }) // what the first one sets, the second one gets
        {
            var peak = await MemoryChild.RunAsync(_server, action, kind, size);
            figures.Add(_server.Name, $"{action} {title}: peak memory", peak, "× value", goal);
        }

        await _values.RemoveAsync();
    }
}
