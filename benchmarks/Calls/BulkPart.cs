using System.Diagnostics;
using System.Globalization;
using Bridge.Cli.Bench;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.Benchmarks.Calls;

/// <summary>Many items in one call: <c>update</c> of a dict, <c>extend</c> of a list.</summary>
/// <remarks>The floor sends the same request ready-made: what the server needs to un-pickle and to take the items.</remarks>
internal sealed class BulkPart(BenchServer server, CallsArguments asked) : IPart
{
    private const int Repeats = 30;

    private readonly int _count = asked.IsQuick ? 10_000 : 100_000;
    private readonly RawConnection? _floor = server.Transport == "pipe" ? null : RawConnection.Open(server);

    public async Task RunAsync(Figures figures, int round)
    {
        var numbers = Enumerable.Range(0, _count).ToList();
        var pairs = numbers.ToDictionary(number => string.Create(CultureInfo.InvariantCulture, $"key {number}"));
        await CompareAsync("update", pairs, async () => await server.Client.CreateDictAsync<string, int>(),
            dict => ((DictProxy<string, int>)dict).UpdateAsync(pairs).AsTask());
        var sent = new ListItems<int>(numbers, orArray: true);
        await CompareAsync("extend", sent, async () => await server.Client.CreateListAsync<int>(),
            list => ((ListProxy<int>)list).ExtendAsync(numbers).AsTask());

        async Task CompareAsync(string what, object items, Func<Task<Proxy>> createAsync, Func<Proxy, Task> fillAsync)
        {
            var (ours, theirs, floor) = (0.0, 0.0, 0.0);
            var sides = new List<Func<Task>>
            {
                async () => theirs = await SecondsAsync(
                    async () => (await server.Caller.AskAsync(what, [_count])).GetDouble()),
                async () => ours = await SecondsAsync(() => TimeAsync(createAsync, filled => () => fillAsync(filled))),
            };
            if (_floor is not null)
            {
                sides.Add(async () => floor = await SecondsAsync(
                    () => TimeAsync(createAsync, filled => ReadyMade(_floor, filled, what, items))));
            }

            await Turns.RunAsync(round, sides);
            var (where, title) = (server.Name, $"{what} of {_count:N0}");
            figures.Compare(where, title, "Python", _count / ours, _count / theirs, Goal.Bulk, "items/s");
            if (_floor is not null)
            {
                figures.Compare(where, title, "floor", _count / ours, _count / floor, null, "items/s");
                figures.Compare(where, $"{title}: floor", "Python", _count / floor, _count / theirs, null, "items/s");
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _floor?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The mean of some, after one that finds the server's memory as another side left it.</summary>
    private static async Task<double> SecondsAsync(Func<Task<double>> onceAsync)
    {
        await onceAsync();
        var seconds = 0.0;
        for (var i = 0; i < Repeats; i++)
        {
            seconds += await onceAsync();
        }

        return seconds / Repeats;
    }

    private static async Task<double> TimeAsync(Func<Task<Proxy>> createAsync, Func<Proxy, Func<Task>> prepare)
    {
        await using var filled = await createAsync();
        var fillAsync = prepare(filled);
        var start = Stopwatch.GetTimestamp();
        await fillAsync();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static Func<Task> ReadyMade(RawConnection connection, Proxy filled, string what, object items)
    {
        var request = RawConnection.Request(filled.Token.Id, what, items);
        return () =>
        {
            connection.Send(request);
            connection.ReceiveFrame();
            return Task.CompletedTask;
        };
    }
}
