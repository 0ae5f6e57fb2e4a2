using Bridge.Connections;
using Bridge.TestUtilities;

namespace Bridge.Tests.Connections;

public class PipelinedLaneTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 100)]
    [InlineData(64, 20)]
    [InlineData(64, 1_000_000)]
    public async Task CallAsync_by_many_gives_everyone_his_own_reply(int maxRequests, int maxBytes)
    {
        await using var server = FakeManagerServer.Answering(request => request);
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync(), maxRequests, maxBytes);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(caller => Task.Run(
            async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    var number = (caller * 1000) + i;
                    Assert.Equal(number, (await lane.CallAsync(Fakes.Frame(number), Token)).Number());
                }
            },
            Token)));

        Assert.False(lane.IsFaulted);
    }

    [Fact]
    public async Task CallAsync_with_large_requests_and_replies_does_not_deadlock()
    {
        await using var server = FakeManagerServer.Answering(request => request);
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync());

        var sizes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var reply = await lane.CallAsync(FrameBuffer.Of(new byte[1_000_000 + i]), Token);
            return reply.Length - i;
        }));

        Assert.All(sizes, size => Assert.Equal(1_000_000, size));
    }

    [Fact]
    public async Task CallAsync_sends_no_more_than_the_window_before_a_reply_comes()
    {
        var received = 0;
        var mayAnswer = new TaskCompletionSource();
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.HandshakeAsync();
            for (var i = 0; i < 4; i++)
            {
                await connection.ReceiveAsync();
                Interlocked.Increment(ref received);
            }

            var fifth = connection.ReceiveAsync();
            await mayAnswer.Task;
            Assert.False(fifth.IsCompleted);
            for (var i = 0; i < 6; i++)
            {
                await connection.SendAsync(new byte[] { 0, 0, 0, (byte)i });
            }

            Assert.NotNull(await fifth);
        });
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync(), maxRequests: 4);
        var calls = Enumerable.Range(0, 6).Select(i => lane.CallAsync(Fakes.Frame(i), Token).AsTask()).ToArray();
        await Retry.UntilAsync("the window is full", () => Volatile.Read(ref received) == 4);

        mayAnswer.SetResult();

        var replies = await Task.WhenAll(calls);
        Assert.Equal(Enumerable.Range(0, 6), replies.Select(reply => reply.Number()));
    }

    [Fact]
    public async Task CallAsync_canceled_before_it_is_written_is_withdrawn()
    {
        var received = new List<int>();
        var mayAnswer = new TaskCompletionSource();
        await using var server = FakeManagerServer.AnsweringLater(async request =>
        {
            lock (received)
            {
                received.Add(Fakes.Number(request));
            }

            await mayAnswer.Task;
            return request;
        });
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync(), maxRequests: 1);
        using var source = new CancellationTokenSource();
        var first = lane.CallAsync(Fakes.Frame(1), Token).AsTask();
        var second = lane.CallAsync(Fakes.Frame(2), source.Token).AsTask();
        var third = lane.CallAsync(Fakes.Frame(3), Token).AsTask();

        await source.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        mayAnswer.SetResult();

        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal(1, (await first).Number());
        Assert.Equal(3, (await third).Number());
        Assert.Equal([1, 3], received);
    }

    [Fact]
    public async Task CallAsync_canceled_in_flight_throws_at_once_and_its_reply_goes_to_nobody()
    {
        var received = 0;
        var mayAnswer = new TaskCompletionSource();
        await using var server = FakeManagerServer.AnsweringLater(async request =>
        {
            Interlocked.Increment(ref received);
            await mayAnswer.Task;
            return request;
        });
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync());
        using var source = new CancellationTokenSource();
        var canceled = lane.CallAsync(Fakes.Frame(1), source.Token).AsTask();
        await Retry.UntilAsync("the request is there", () => Volatile.Read(ref received) == 1);
        var next = lane.CallAsync(Fakes.Frame(2), Token).AsTask();

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        mayAnswer.SetResult();

        Assert.Equal(2, (await next).Number());
        Assert.False(lane.IsFaulted);
    }

    [Fact]
    public async Task CallAsync_with_a_canceled_token_sends_nothing()
    {
        await using var server = FakeManagerServer.Answering(request => request);
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => lane.CallAsync(Fakes.Frame(1), new CancellationToken(canceled: true)).AsTask());

        Assert.Equal(2, (await lane.CallAsync(Fakes.Frame(2), Token)).Number());
    }

    [Fact]
    public async Task CallAsync_survives_calls_that_are_canceled_at_any_moment()
    {
        await using var server = FakeManagerServer.Answering(request => request);
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync(), maxRequests: 8);

        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Task.Run(
            async () =>
            {
                using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
                var call = lane.CallAsync(Fakes.Frame(i), source.Token).AsTask();
                if (i % 3 == 0)
                {
                    await source.CancelAsync();
                }

                try
                {
                    Assert.Equal(i, (await call).Number());
                }
                catch (OperationCanceledException) when (source.IsCancellationRequested)
                {
                    // Just as good.
                }
            },
            Token)));

        Assert.Equal(-1, (await lane.CallAsync(Fakes.Frame(-1), Token)).Number());
    }

    [Fact]
    public async Task A_connection_that_ends_fails_what_is_in_flight_and_what_waits()
    {
        await using var server = FakeManagerServer.Answering(_ => null);
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync(), maxRequests: 2);

        var calls = Enumerable.Range(0, 5).Select(i => lane.CallAsync(Fakes.Frame(i), Token).AsTask()).ToArray();

        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<BridgeConnectionException>(() => call);
        }

        Assert.True(lane.IsFaulted);
        await Assert.ThrowsAsync<BridgeConnectionException>(() => lane.CallAsync(Fakes.Frame(9), Token).AsTask());
    }

    [Fact]
    public async Task A_reply_above_the_limit_is_the_fault_of_the_call_that_asked_for_it()
    {
        await using var server = FakeManagerServer.Answering(_ => new byte[257]);
        var connection = await server.ConnectLaneAsync(new ConnectionOptions { MaxFrameBytes = 256 });
        await using var lane = new PipelinedLane(connection);
        var first = lane.CallAsync(Fakes.Frame(1), Token).AsTask();
        var second = lane.CallAsync(Fakes.Frame(2), Token).AsTask();

        await Assert.ThrowsAsync<BridgeProtocolException>(() => first);
        await Assert.ThrowsAsync<BridgeConnectionException>(() => second);
    }

    [Fact]
    public async Task A_frame_that_nobody_asked_for_is_never_taken_for_a_reply()
    {
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.HandshakeAsync();
            await connection.ReceiveAsync();
            await connection.SendRawAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 9 });
            await connection.UntilClosedAsync();
        });
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync());

        Assert.Equal(1, (await lane.CallAsync(Fakes.Frame(1), Token)).Number());
        await Assert.ThrowsAsync<BridgeConnectionException>(() => lane.CallAsync(Fakes.Frame(2), Token).AsTask());
    }

    [Fact]
    public async Task IsFaulted_turns_true_when_the_manager_ends_an_idle_connection()
    {
        var mayEnd = new TaskCompletionSource();
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.HandshakeAsync();
            await mayEnd.Task;
        });
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync());
        Assert.False(lane.IsFaulted);

        mayEnd.SetResult();

        await Retry.UntilAsync("the lane is faulted", () => lane.IsFaulted);
    }

    [Fact]
    public async Task A_caller_that_blocks_does_not_hold_up_the_others()
    {
        await using var server = FakeManagerServer.Answering(request => request);
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync());

        await Task.Run(
            async () =>
            {
                using var first = await lane.CallAsync(Fakes.Frame(1), Token);

                // On the thread that brought the reply: another call must still come through.
                var second = lane.CallAsync(Fakes.Frame(2), Token).AsTask();
                using var wait = new ManualResetEventSlim();
                _ = second.ContinueWith(
                    _ => wait.Set(), Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                Assert.True(wait.Wait(TimeSpan.FromSeconds(20), Token));
            },
            Token);
    }

    [Fact]
    public async Task A_caller_that_blocks_while_others_wait_does_not_hold_them_up()
    {
        await using var server = FakeManagerServer.Answering(request => request);
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync());
        using var othersAreDone = new CountdownEvent(63);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(
            async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    Assert.Equal(i, (await lane.CallAsync(Fakes.Frame(i), Token)).Number());
                    if (caller == 0 && i == 100)
                    {
                        // On whatever thread brought the reply, and for as long as the others need.
                        Assert.True(othersAreDone.Wait(TimeSpan.FromSeconds(20), Token));
                    }
                }

                if (caller > 0)
                {
                    othersAreDone.Signal();
                }
            },
            Token)));
    }

    [Fact]
    public async Task Callers_that_all_block_are_all_served()
    {
        await using var server = FakeManagerServer.Answering(request => request);
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync());

        await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(
            async () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    Assert.Equal(i, (await lane.CallAsync(Fakes.Frame(i), Token)).Number());
                    using var reply = lane.CallAsync(Fakes.Frame(caller), Token).AsTask().GetAwaiter().GetResult();
                    Assert.Equal(caller, reply.Number());
                }
            },
            Token)));
    }

    [Fact]
    public async Task Code_of_a_caller_runs_on_the_reading_thread_while_others_wait()
    {
        var firstRan = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.HandshakeAsync();
            var first = await connection.ReceiveAsync();
            var second = await connection.ReceiveAsync();
            await connection.SendAsync(first!);
            await firstRan.Task;
            await connection.SendAsync(second!);
        });
        await using var lane = new PipelinedLane(await server.ConnectLaneAsync());

        var firstCall = NameThreadAsync();
        var secondCall = lane.CallAsync(Fakes.Frame(2), Token).AsTask();

        Assert.Equal("Bridge lane", await firstCall);
        Assert.False(secondCall.IsCompleted);
        firstRan.SetResult();
        Assert.Equal(2, (await secondCall).Number());

        async Task<string?> NameThreadAsync()
        {
            using var reply = await lane.CallAsync(Fakes.Frame(1), Token).ConfigureAwait(false);
            return Thread.CurrentThread.Name;
        }
    }

    [Fact]
    public async Task DisposeAsync_fails_what_is_in_flight()
    {
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.HandshakeAsync();
            await connection.UntilClosedAsync();
        });
        var lane = new PipelinedLane(await server.ConnectLaneAsync());
        var call = lane.CallAsync(Fakes.Frame(1), Token).AsTask();

        await lane.DisposeAsync();
        await lane.DisposeAsync();

        await Assert.ThrowsAsync<BridgeConnectionException>(() => call);
        await Assert.ThrowsAsync<BridgeConnectionException>(() => lane.CallAsync(Fakes.Frame(1), Token).AsTask());
    }
}
