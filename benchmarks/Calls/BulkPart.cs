using System.Diagnostics;
using System.Globalization;
using Bridge.Cli.Bench;
using Bridge.Proxies;

namespace Bridge.Benchmarks.Calls;

/// <summary>Many items in one call: <c>update</c> of a dict, <c>extend</c> of a list.</summary>
/// <remarks>The floor sends the same request ready-made: what the server needs to un-pickle and to take the items.</remarks>
internal sealed class BulkPart(BenchServer server, CallsArguments asked) : IPart
{
    private const int Repeats = 3;

    private readonly int _count = asked.IsQuick ? 10_000 : 100_000;
    private readonly RawConnection? _floor = server.Transport == "pipe" ? null : RawConnection.Open(server);

    public async Task RunAsync(Figures figures, int round)
    {
        var numbers = Enumerable.Range(0, _count).ToList();
        var pairs = numbers.ToDictionary(number => string.Create(CultureInfo.InvariantCulture, $"key {number}"));
        await CompareAsync("update", pairs, async () => await server.Client.CreateDictAsync<string, int>(),
            dict => ((DictProxy<string, int>)dict).UpdateAsync(pairs).AsTask());
        await CompareAsync("extend", numbers, async () => await server.Client.CreateListAsync<int>(),
            list => ((ListProxy<int>)list).ExtendAsync(numbers).AsTask());

        async Task CompareAsync(string what, object items, Func<Task<Proxy>> createAsync, Func<Proxy, Task> fillAsync)
        {
            var (ours, theirs, floor) = (0.0, 0.0, 0.0);
            for (var i = 0; i < Repeats; i++)
            {
                theirs += (await server.Caller.AskAsync(what, [_count])).GetDouble();
                await using var filled = await createAsync();
                var start = Stopwatch.GetTimestamp();
                await fillAsync(filled);
                ours += Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (_floor is not null)
                {
                    await using var other = await createAsync();
                    floor += SecondsOfFloor(_floor, RawConnection.Request(other.Token.Id, what, items));
                }
            }

            var many = _count * Repeats;
            var title = $"{what} of {_count:N0}";
            figures.Compare(server.Name, title, "Python", many / ours, many / theirs, Goal.Bulk, "items/s");
            if (_floor is not null)
            {
                figures.Compare(server.Name, title, "floor", many / ours, many / floor, null, "items/s");
                figures.Compare(server.Name, $"{title}: floor", "Python", many / floor, many / theirs, null, "items/s");
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _floor?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static double SecondsOfFloor(RawConnection connection, byte[] request)
    {
        var start = Stopwatch.GetTimestamp();
        connection.Send(request);
        connection.ReceiveFrame();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
