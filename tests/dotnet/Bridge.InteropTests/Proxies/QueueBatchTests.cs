using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>Many items at a time, and queues that are shut down.</summary>
public sealed class QueueBatchTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Many_items_keep_their_order(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token);
        await using var client = await server.ConnectAsync(_token);
        foreach (var maxSize in (int[])[0, 1_000])
        {
            await using var queue = await client.CreateQueueAsync<string>(maxSize, _token);
            var items = Enumerable.Range(0, 1_000).Select(i => new string('x', i % 3 == 0 ? 2_000 : 2) + i).ToList();

            await queue.PutManyAsync([], _token);
            await queue.PutManyAsync(items, _token);

            Assert.Equal(items.Take(1), await queue.GetManyAsync(1, null, _token));
            Assert.Equal(items.Skip(1).Take(700), await queue.GetManyAsync(700, TimeSpan.Zero, _token));
            Assert.Equal(items.Skip(701), await queue.GetManyAsync(5_000, TimeSpan.FromMinutes(1), _token));
            Assert.Empty(await queue.GetManyAsync(10, TimeSpan.Zero, _token));
            Assert.Empty(await queue.GetManyAsync(10, TimeSpan.FromMilliseconds(20), _token));
        }
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_queue_that_is_shut_down_ends_sequences_and_refuses_puts(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.CreateQueueAsync<int>(cancellationToken: _token);
        await queue.PutManyAsync([1, 2, 3], _token);
        if (python.Version < new Version(3, 13))
        {
            var refused = await Assert.ThrowsAsync<NotSupportedException>(() => queue.ShutdownAsync(false, _token));
            Assert.Contains("3.13", refused.Message, StringComparison.Ordinal);
            return;
        }

        var waiting = client.CreateQueueAsync<int>(cancellationToken: _token);
        await using var other = await waiting;
        var getting = other.GetAsync(_token);
        await queue.ShutdownAsync(cancellationToken: _token);
        await other.ShutdownAsync(immediate: true, _token);

        Assert.Equal([1, 2, 3], await queue.ReadAllAsync(_token).ToListAsync(_token));
        Assert.Empty(await queue.ReadChunksAsync(10, _token).ToListAsync(_token));
        Assert.True(IsShutDown(await Assert.ThrowsAsync<RemoteException>(() => getting)));
        Assert.True(IsShutDown(await Assert.ThrowsAsync<RemoteException>(() => queue.PutAsync(4, _token))));
        Assert.True(IsShutDown(await Assert.ThrowsAsync<RemoteException>(() => queue.GetManyAsync(4, null, _token))));
        var error = await Assert.ThrowsAsync<QueueBatchException>(() => queue.PutManyAsync([4, 5], _token));
        Assert.Equal((0, 0), (error.Completed, error.Unknown));
        Assert.True(IsShutDown(Assert.IsType<RemoteException>(error.InnerException)));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Both_typeids_count_unfinished_items(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var plain = await client.CreateQueueAsync<int>(cancellationToken: _token);
        await using var joinable = await client.CreateJoinableQueueAsync<int>(cancellationToken: _token);
        foreach (var queue in (QueueProxy<int>[])[plain, joinable])
        {
            await queue.PutManyAsync([1, 2], _token);
            var joining = queue.JoinAsync(_token);
            Assert.Equal([1, 2], await queue.GetManyAsync(2, null, _token));
            await queue.TaskDoneAsync(_token);
            Assert.False(joining.IsCompleted);
            await queue.TaskDoneAsync(_token);
            await joining;
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Putting_many_into_a_full_queue_waits_and_none_overtakes()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.CreateQueueAsync<int>(3, _token);
        var putting = queue.PutManyAsync(Enumerable.Range(0, 200), _token);
        List<int> received = [];
        await foreach (var chunk in queue.ReadChunksAsync(2, _token))
        {
            received.AddRange(chunk);
            if (received.Count == 200)
            {
                break;
            }
        }

        await putting;
        Assert.Equal(Enumerable.Range(0, 200), received);
    }

    [Fact(Timeout = 60_000)]
    public async Task Canceling_a_put_of_many_tells_how_many_are_in()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.CreateQueueAsync<int>(3, _token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var putting = queue.PutManyAsync(Enumerable.Range(0, 10), cancel.Token);
        await Retry.UntilAsync("the queue is full", async () => await queue.IsFullAsync(_token));

        await cancel.CancelAsync();

        var error = await Assert.ThrowsAsync<QueueBatchException>(() => putting);
        Assert.IsAssignableFrom<OperationCanceledException>(error.InnerException);
        Assert.Equal((3, 0), (error.Completed, error.Unknown));
        Assert.Equal([0, 1, 2], await queue.GetManyAsync(10, TimeSpan.Zero, _token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.PutManyAsync([1], cancel.Token));
        Assert.True(await queue.IsEmptyAsync(_token));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0)]
    [InlineData(100)]
    public async Task An_item_that_cannot_be_pickled_stops_the_batch_before_it(int maxSize)
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.CreateQueueAsync<object>(maxSize, _token);

        var error = await Assert.ThrowsAsync<QueueBatchException>(
            () => queue.PutManyAsync([1, 2, new MemoryStream(), 4], _token));

        Assert.IsType<PicklingException>(error.InnerException);
        Assert.Equal((2, 0), (error.Completed, error.Unknown));
        Assert.Equal([1L, 2L], await queue.GetManyAsync(10, TimeSpan.Zero, _token));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_item_of_another_type_among_many_costs_only_itself()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: """
            import queue
            shared = queue.Queue()
            SyncManager.register('get_queue', callable=lambda: shared)
            """);
        await using var client = await server.ConnectAsync(_token);
        await using var objects = await client.GetQueueAsync<object>("get_queue", _token);
        await using var numbers = await client.GetQueueAsync<long>("get_queue", _token);
        await objects.PutManyAsync([1, 2, "three", 4], _token);

        var error = await Assert.ThrowsAsync<QueueBatchException>(() => numbers.GetManyAsync(10, null, _token));

        Assert.IsType<InvalidCastException>(error.InnerException);
        Assert.Equal([1L, 2L, 4L], error.Items);
        Assert.Equal((3, 0), (error.Completed, error.Unknown));
        Assert.True(await numbers.IsEmptyAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Whoever_stops_reading_chunks_early_leaves_the_rest()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.CreateQueueAsync<int>(cancellationToken: _token);
        await queue.PutManyAsync(Enumerable.Range(0, 10), _token);
        await foreach (var chunk in queue.ReadChunksAsync(4, _token))
        {
            Assert.Equal([0, 1, 2, 3], chunk);
            break;
        }

        Assert.Equal(6, await queue.GetCountAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_put_is_in_or_not_when_it_was_canceled()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.CreateQueueAsync<long>(cancellationToken: _token);
        var random = new Random(1);
        List<long> put = [];
        for (var i = 0L; i < 500; i++)
        {
            using var cancel = new CancellationTokenSource();
            var putting = queue.PutAsync(i, cancel.Token);
            Thread.SpinWait(random.Next(20_000));
            await cancel.CancelAsync();
            try
            {
                await putting;
                put.Add(i);
            }
            catch (OperationCanceledException)
            {
                // It is not in.
            }
        }

        Assert.Equal(put, await queue.GetManyAsync(1_000, TimeSpan.Zero, _token));
    }

    private static bool IsShutDown(RemoteException error) => error.PythonType == PythonTypes.QueueShutDown;
}
