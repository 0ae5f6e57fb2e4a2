using System.Diagnostics;
using System.Globalization;
using Bridge.Cli.Bench;
using Bridge.Proxies;

namespace Bridge.Benchmarks.Calls;

/// <summary>Many items in one call: <c>update</c> of a dict, <c>extend</c> of a list.</summary>
internal sealed class BulkPart(BenchServer server, CallsArguments asked) : IPart
{
    private const int Repeats = 3;

    private readonly int _count = asked.IsQuick ? 10_000 : 100_000;

    public async Task RunAsync(Figures figures, int round)
    {
        var numbers = Enumerable.Range(0, _count).ToList();
        var pairs = numbers.ToDictionary(number => string.Create(CultureInfo.InvariantCulture, $"key {number}"));
        await CompareAsync("update", async () =>
        {
            await using var dict = await server.Client.CreateDictAsync<string, int>();
            var start = Stopwatch.GetTimestamp();
            await dict.UpdateAsync(pairs);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
        await CompareAsync("extend", async () =>
        {
            await using var list = await server.Client.CreateListAsync<int>();
            var start = Stopwatch.GetTimestamp();
            await list.ExtendAsync(numbers);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });

        async Task CompareAsync(string what, Func<Task<double>> secondsAsync)
        {
            var (ours, theirs) = (0.0, 0.0);
            for (var i = 0; i < Repeats; i++)
            {
                theirs += (await server.Caller.AskAsync(what, [_count])).GetDouble();
                ours += await secondsAsync();
            }

            figures.Compare(
                server.Name, $"{what} of {_count:N0}", "Python", _count * Repeats / ours, _count * Repeats / theirs,
                Goal.Bulk, "items/s");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
