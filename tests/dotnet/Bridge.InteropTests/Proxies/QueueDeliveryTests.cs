using System.Collections.Concurrent;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>Every item reaches exactly one consumer, whoever cancels and whoever is killed between two calls.</summary>
public sealed class QueueDeliveryTests
{
    private const string SharedQueue = """
        import queue
        shared = queue.Queue()
        SyncManager.register('get_queue', callable=lambda: shared)
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons =>
        [.. new[] { TestPythons.All[0], TestPythons.All[TestPythons.All.Count / 2], TestPythons.All[^1] }.Distinct()];

    [Theory(Timeout = 240_000)]
    [MemberData(nameof(Pythons))]
    public async Task Every_item_of_producers_and_consumers_that_cancel_at_random_comes_once(TestPython python)
    {
        const int Producers = 5, Consumers = 20, Items = 10_000;
        await using var server = await StockServer.StartAsync(python, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.CreateQueueAsync<long>(cancellationToken: _token);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var received = new ConcurrentBag<long>();

        var consumers = Enumerable.Range(0, Consumers)
            .Select(n => Task.Run(() => ConsumeAsync(queue, new Random(n), received, enough.Token), _token))
            .ToList();
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(n => Task.Run(
            () => ProduceAsync(queue, new Random(100 + n), n * Items / Producers, Items / Producers), _token)));
        await Retry.UntilAsync("every item has come", () => received.Count >= Items);
        await enough.CancelAsync();
        await Task.WhenAll(consumers);

        Assert.Equal(Enumerable.Range(0, Items).Select(i => (long)i), received.Order());
        Assert.Equal(0, await queue.GetCountAsync(_token));
    }

    [Theory(Timeout = 240_000)]
    [MemberData(nameof(Pythons))]
    public async Task Nothing_is_lost_when_consumer_processes_are_killed_between_calls(TestPython python)
    {
        const int Items = 90, Peers = 3;
        await using var server = await StockServer.StartAsync(python, _token, register: SharedQueue);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.GetQueueAsync<long>("get_queue", _token);
        await queue.PutManyAsync(Enumerable.Range(0, Items).Select(i => (long)i), _token);
        var received = new ConcurrentBag<long>();
        var left = Items;
        var kills = 0;

        await Task.WhenAll(Enumerable.Range(0, Peers).Select(n => Task.Run(() => TakeAndKillAsync(new Random(n)), _token)));

        Assert.True(kills > Peers);
        Assert.Equal(Enumerable.Range(0, Items).Select(i => (long)i), received.Order());
        Assert.Equal(0, await queue.GetCountAsync(_token));

        async Task TakeAndKillAsync(Random random)
        {
            while (Volatile.Read(ref left) > 0)
            {
                using var peer = await TestPeer.StartAsync("take", server.Address.ToString(), "get_queue");
                Assert.Equal("ready", await peer.StandardOutput.ReadLineAsync(_token));
                for (var n = random.Next(5, 20); n > 0 && Interlocked.Decrement(ref left) >= 0; n--)
                {
                    await peer.StandardInput.WriteLineAsync();
                    await peer.StandardInput.FlushAsync(_token);
                    var line = await peer.StandardOutput.ReadLineAsync(_token) ?? "nothing, it ended";
                    received.Add(long.Parse(line["got ".Length..], null));
                }

                peer.Kill();
                await peer.WaitForExitAsync(_token);
                Interlocked.Increment(ref kills);
            }
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Canceling_while_many_are_taken_returns_those_that_came()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.CreateQueueAsync<long>(cancellationToken: _token);
        const int Items = 20_000;
        await queue.PutManyAsync(Enumerable.Range(0, Items).Select(i => (long)i), _token);
        var random = new Random(1);
        var received = new List<long>();
        var partly = 0;
        while (received.Count < Items)
        {
            using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(0, 8)));
            try
            {
                var some = await queue.GetManyAsync(2_000, TimeSpan.Zero, cancel.Token);
                received.AddRange(some);
                partly += some.Count < 2_000 ? 1 : 0;
            }
            catch (OperationCanceledException)
            {
                _token.ThrowIfCancellationRequested();
            }
        }

        Assert.Equal(Enumerable.Range(0, Items).Select(i => (long)i), received);
        Assert.True(partly > 0, "No call was canceled in the middle.");
    }

    // The two halves of this test are quoted in docs/delivery.md.
    [Fact(Timeout = 60_000)]
    public async Task What_was_lost_is_put_again_by_its_id()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var open = await client.CreateDictAsync<string, string>(_token);
        await using var ids = await client.CreateQueueAsync<string>(cancellationToken: _token);
        foreach (var work in (string[])["a", "b", "c"])
        {
            var id = Guid.NewGuid().ToString("N");
            await open.SetItemAsync(id, work, _token);
            await ids.PutAsync(id, _token);
        }

        await ids.GetAsync(_token); // and the program that took it dies
        List<string> done = [];
        await WorkAsync();
        Assert.Equal(["b", "c"], done);
        foreach (var id in await open.GetKeysAsync(_token))
        {
            await ids.PutAsync(id, _token);
            await ids.PutAsync(id, _token); // once too often: harmless
        }

        await WorkAsync();
        Assert.Equal(["b", "c", "a"], done);

        async Task WorkAsync()
        {
            while (await ids.TryGetAsync(TimeSpan.Zero, _token) is (true, { } id))
            {
                if (await open.TryGetItemAsync(id, _token) is (true, { } work))
                {
                    done.Add(work);
                    await open.DeleteItemAsync(id, _token);
                }
            }
        }
    }

    private async Task ConsumeAsync(
        QueueProxy<long> queue, Random random, ConcurrentBag<long> received, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(enough);
            if (random.Next(2) == 0)
            {
                cancel.CancelAfter(random.Next(0, 6));
            }

            try
            {
                foreach (var item in await TakeAsync(queue, random, cancel.Token))
                {
                    received.Add(item);
                }
            }
            catch (OperationCanceledException)
            {
                _token.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task<IReadOnlyList<long>> TakeAsync(
        QueueProxy<long> queue, Random random, CancellationToken cancellationToken)
    {
        switch (random.Next(4))
        {
            case 0:
                return await queue.GetManyAsync(random.Next(1, 100), null, cancellationToken);
            case 1:
                var (taken, item) = await queue.TryGetAsync(TimeSpan.FromMilliseconds(random.Next(20)), cancellationToken);
                return taken ? [item] : [];
            default:
                return [await queue.GetAsync(cancellationToken)];
        }
    }

    private async Task ProduceAsync(QueueProxy<long> queue, Random random, int first, int count)
    {
        for (var next = first; next < first + count;)
        {
            using var cancel = new CancellationTokenSource();
            if (random.Next(2) == 0)
            {
                cancel.CancelAfter(random.Next(0, 6));
            }

            var many = random.Next(3) == 0 ? random.Next(1, 300) : 1;
            var items = Enumerable.Range(next, Math.Min(many, first + count - next)).Select(i => (long)i).ToList();
            try
            {
                await (items.Count == 1 ? queue.PutAsync(items[0], cancel.Token) : queue.PutManyAsync(items, cancel.Token));
                next += items.Count;
            }
            catch (OperationCanceledException)
            {
                _token.ThrowIfCancellationRequested(); // nothing was put
            }
            catch (QueueBatchException error) when (error.InnerException is OperationCanceledException)
            {
                Assert.Equal(0, error.Unknown);
                next += error.Completed;
            }
        }
    }
}
