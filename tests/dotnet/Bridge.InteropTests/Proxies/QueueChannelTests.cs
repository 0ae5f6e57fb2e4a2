using System.Threading.Channels;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>Queues as channels.</summary>
public sealed class QueueChannelTests(SharedManager python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Items_pass_through_a_writer_and_a_reader_in_order()
    {
        await using var queue = await python.Client.CreateQueueAsync<int>(10, _token);
        var writer = queue.ToChannelWriter(4, _token);
        await using var reader = queue.ToChannelReader();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                await writer.WriteAsync(i, _token);
            }

            writer.Complete();
        }, _token);

        Assert.Equal(Enumerable.Range(0, 500), await reader.ReadAllAsync(_token).Take(500).ToListAsync(_token));
        await writing;
        await writer.Completion;
        Assert.Equal(500, writer.PutCount);
        Assert.Empty(writer.Unsent);
        await writer.DisposeAsync();
        Assert.False(writer.TryWrite(1));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_full_queue_makes_writers_wait_and_completion_flushes()
    {
        await using var queue = await python.Client.CreateQueueAsync<int>(2, _token);
        var writer = queue.ToChannelWriter(3, _token);
        var written = 0;
        await Retry.UntilAsync("queue, batch and buffer are full", async () =>
        {
            while (writer.TryWrite(written))
            {
                written++;
            }

            return await queue.IsFullAsync(_token) && writer is { Completion.IsCompleted: false } && written > 5;
        });
        Assert.True(writer.TryComplete());
        Assert.False(writer.Completion.IsCompleted);
        List<int> received = [];
        while (received.Count < written)
        {
            received.AddRange(await queue.GetManyAsync(10, null, _token));
        }

        await writer.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, written), received);
        Assert.Equal(written, writer.PutCount);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_put_that_fails_fails_the_writers_and_returns_what_is_not_in()
    {
        await using var queue = await python.Client.CreateQueueAsync<object>(cancellationToken: _token);
        var writer = queue.ToChannelWriter(cancellationToken: _token);
        object bad = new MemoryStream();
        foreach (var item in (object[])[1, bad, 3])
        {
            Assert.True(writer.TryWrite(item));
        }

        var error = await Assert.ThrowsAsync<QueueBatchException>(() => writer.Completion);

        Assert.Equal(0, error.Unknown);
        Assert.Equal([bad, 3], writer.Unsent);
        Assert.Equal(1, writer.PutCount);
        var closed = await Assert.ThrowsAsync<ChannelClosedException>(async () => await writer.WriteAsync(4, _token));
        Assert.Same(error, closed.InnerException);
        await Assert.ThrowsAsync<QueueBatchException>(async () => await writer.DisposeAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Canceling_a_writer_returns_what_is_not_in()
    {
        await using var queue = await python.Client.CreateQueueAsync<int>(2, _token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var writer = queue.ToChannelWriter(10, cancel.Token);
        for (var i = 0; i < 6; i++)
        {
            await writer.WriteAsync(i, _token);
        }

        await Retry.UntilAsync("the queue is full", async () => await queue.IsFullAsync(_token));
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => writer.Completion);
        Assert.Equal(2, writer.PutCount);
        Assert.Equal([2, 3, 4, 5], writer.Unsent);
        Assert.Equal([0, 1], await queue.GetManyAsync(10, TimeSpan.Zero, _token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Readers_at_once_share_the_items_and_lose_none_when_canceled()
    {
        await using var queue = await python.Client.CreateQueueAsync<int>(cancellationToken: _token);
        await using var reader = queue.ToChannelReader();
        await queue.PutManyAsync(Enumerable.Range(0, 300), _token);
        var received = new System.Collections.Concurrent.ConcurrentBag<int>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(async () =>
        {
            var random = new Random(n);
            while (received.Count < 300)
            {
                using var cancel = new CancellationTokenSource(random.Next(0, 5));
                try
                {
                    received.Add(await reader.ReadAsync(cancel.Token));
                }
                catch (OperationCanceledException)
                {
                    _token.ThrowIfCancellationRequested();
                }
            }
        }, _token)));

        Assert.Equal(Enumerable.Range(0, 300), received.Order());
    }

    [Fact(Timeout = 60_000)]
    public async Task Disposing_a_reader_puts_back_what_nobody_read()
    {
        await using var queue = await python.Client.CreateQueueAsync<int>(cancellationToken: _token);
        await queue.PutManyAsync([1, 2], _token);
        var reader = queue.ToChannelReader();
        Assert.False(reader.TryRead(out _)); // nothing is taken ahead
        Assert.True(await reader.WaitToReadAsync(_token));
        Assert.True(reader.TryPeek(out var held));
        Assert.Equal((1, 1), (held, await queue.GetCountAsync(_token)));

        await reader.DisposeAsync();

        Assert.True(reader.Completion.IsCompletedSuccessfully);
        Assert.False(await reader.WaitToReadAsync(_token));
        Assert.Equal([2, 1], await queue.GetManyAsync(10, TimeSpan.Zero, _token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Disposing_a_reader_of_a_full_queue_says_that_its_item_is_still_there()
    {
        await using var queue = await python.Client.CreateQueueAsync<int>(1, _token);
        await queue.PutAsync(1, _token);
        var reader = queue.ToChannelReader();
        Assert.True(await reader.WaitToReadAsync(_token));
        await queue.PutAsync(2, _token);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.DisposeAsync());

        Assert.True(reader.TryRead(out var item));
        Assert.Equal(1, item);
        await reader.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Disposing_a_reader_ends_its_waits()
    {
        await using var queue = await python.Client.CreateQueueAsync<int>(cancellationToken: _token);
        var reader = queue.ToChannelReader();
        var waits = Enumerable.Range(0, 3).Select(_ => reader.WaitToReadAsync(_token).AsTask()).ToList();

        await reader.DisposeAsync();

        Assert.All(await Task.WhenAll(waits), Assert.False);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_reader_completes_when_the_queue_is_shut_down_and_throws_when_the_server_dies()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.CreateQueueAsync<int>(cancellationToken: _token);
        await using var other = await client.CreateQueueAsync<int>(cancellationToken: _token);
        await using var reader = queue.ToChannelReader();
        await queue.PutManyAsync([1, 2], _token);
        await queue.ShutdownAsync(cancellationToken: _token);
        Assert.Equal([1, 2], await reader.ReadAllAsync(_token).ToListAsync(_token));
        Assert.True(reader.Completion.IsCompletedSuccessfully);
        await using var left = other.ToChannelReader();
        var waiting = left.ReadAsync(_token).AsTask();

        server.Kill();

        await Assert.ThrowsAsync<BridgeConnectionException>(() => waiting);
    }
}
