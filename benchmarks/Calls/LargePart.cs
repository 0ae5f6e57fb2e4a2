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
            ("1 MiB bytes", "bytes", MiB, 100, true),
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
            var (set, get, pooledGet) = (0.0, 0.0, 0.0);
            var (pythonSet, pythonGet) = (0.0, 0.0);
            for (var i = 0; i < repeats; i++)
            {
                var theirs = await _server.Caller.AskAsync("large", [kind, size]);
                pythonSet += theirs[0].GetDouble();
                pythonGet += theirs[1].GetDouble();
                var ours = await TimeAsync(kind, size, isPooled);
                set += ours.Set;
                get += ours.Get;
                pooledGet += ours.PooledGet;
            }

            figures.Compare(_server.Name, $"set {title}", "Python", repeats / set, repeats / pythonSet, Goal.Large);
            figures.Compare(_server.Name, $"get {title}", "Python", repeats / get, repeats / pythonGet, Goal.Large);
            if (isPooled)
            {
                figures.Compare(
                    _server.Name, $"get {title}, pooled", "Python", repeats / pooledGet, repeats / pythonGet, Goal.Large);
            }

            if (OperatingSystem.IsLinux())
            {
                await MeasureMemoryAsync(figures, title, kind, size);
            }
        }
    }

    public ValueTask DisposeAsync() => _values.DisposeAsync();

    private async Task<(double Set, double Get, double PooledGet)> TimeAsync(string kind, int size, bool isPooled)
    {
        var value = LargeValues.Make(kind, size);
        var start = Stopwatch.GetTimestamp();
        await _values.SetAsync(value);
        var set = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        var back = await _values.GetAsync(kind);
        var get = Stopwatch.GetElapsedTime(start).TotalSeconds;
        ThrowIfNot(size, back.Length);
        var pooledGet = isPooled ? await TimePooledAsync(size) : 0;
        await _values.RemoveAsync();
        return (set, get, pooledGet);
    }

    private async Task<double> TimePooledAsync(int size)
    {
        var start = Stopwatch.GetTimestamp();
        using var back = await _values.GetPooledAsync();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        ThrowIfNot(size, back.Memory.Length);
        return seconds;
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
