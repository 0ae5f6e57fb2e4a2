using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class SemaphoreAndBarrierTests(SharedManager python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Canceling_an_acquire_loses_none()
    {
        await using var semaphore = await python.Client.CreateSemaphoreAsync(3, _token);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 20; i++)
            {
                using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
                cancel.CancelAfter(random.Next(0, 20));
                try
                {
                    await using (await semaphore.AcquireAsync(cancel.Token))
                    {
                        await Task.Yield();
                    }
                }
                catch (OperationCanceledException) when (!_token.IsCancellationRequested)
                {
                }
            }
        })));

        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(await semaphore.TryAcquireAsync(TimeSpan.Zero, _token));
        }

        Assert.Null(await semaphore.TryAcquireAsync(TimeSpan.Zero, _token));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_release_lets_in_who_waits()
    {
        await using var semaphore = await python.Client.CreateSemaphoreAsync(0, _token);
        var waiting = Task.WhenAll(semaphore.AcquireAsync(_token), semaphore.AcquireAsync(_token));

        await semaphore.ReleaseAsync(2, _token);

        await waiting;
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await semaphore.ReleaseAsync(0, _token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => semaphore.TryAcquireAsync(TimeSpan.FromTicks(-1), _token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => python.Client.CreateSemaphoreAsync(-1, _token));
    }

    [Fact(Timeout = 20_000)]
    public async Task Canceling_one_wait_breaks_the_barrier_for_all()
    {
        await using var barrier = await python.Client.CreateBarrierAsync(3, cancellationToken: _token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var canceled = barrier.WaitAsync(cancel.Token);
        var other = barrier.WaitAsync(TimeSpan.FromSeconds(15), _token);
        await Retry.UntilAsync("both wait", async () => await barrier.GetWaitingCountAsync(_token) == 2);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        var error = await Assert.ThrowsAsync<RemoteException>(() => other);
        Assert.Equal(PythonTypes.BrokenBarrierError, error.PythonType);
        Assert.True(await barrier.IsBrokenAsync(_token));
    }

    [Fact(Timeout = 30_000)]
    public async Task Parties_go_on_together_round_after_round()
    {
        await using var barrier = await python.Client.CreateBarrierAsync(5, cancellationToken: _token);
        var arrived = 0;

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(async () =>
        {
            for (var round = 1; round <= 10; round++)
            {
                Interlocked.Increment(ref arrived);
                await barrier.WaitAsync(_token);
                Assert.True(Volatile.Read(ref arrived) >= round * 5);
            }
        })));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_barrier_is_aborted_and_refuses_misuse()
    {
        await using var barrier = await python.Client.CreateBarrierAsync(2, TimeSpan.FromMilliseconds(30), _token);
        var error = await Assert.ThrowsAsync<RemoteException>(() => barrier.WaitAsync(_token));
        Assert.Equal(PythonTypes.BrokenBarrierError, error.PythonType);
        await barrier.ResetAsync(_token);
        await barrier.AbortAsync(_token);
        await Assert.ThrowsAsync<RemoteException>(() => barrier.WaitAsync(TimeSpan.FromSeconds(10), _token));

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => barrier.WaitAsync(TimeSpan.FromTicks(-1), _token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => python.Client.CreateBarrierAsync(0, cancellationToken: _token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => python.Client.CreateBarrierAsync(1, TimeSpan.FromTicks(-1), _token));
        await barrier.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => barrier.WaitAsync(_token));
    }

    [Fact(Timeout = 20_000)]
    public async Task An_event_cancels_its_token_when_it_is_set()
    {
        await using var happened = await python.Client.CreateEventAsync(_token);
        await using var cancellation = happened.CancelWhenSet();
        var delay = Task.Delay(Timeout.Infinite, cancellation.Token);

        await happened.SetAsync(_token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delay);
        Assert.True(await cancellation.Completion.WaitAsync(_token));
    }

    [Fact(Timeout = 20_000)]
    public async Task Disposing_the_cancellation_leaves_its_token_alone()
    {
        await using var happened = await python.Client.CreateEventAsync(_token);
        var cancellation = happened.CancelWhenSet();

        await cancellation.DisposeAsync();

        Assert.False(await cancellation.Completion.WaitAsync(_token));
        Assert.False(cancellation.Token.IsCancellationRequested);
        await happened.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => happened.CancelWhenSet());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_broken_connection_never_cancels_the_token_of_an_event()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var happened = await client.CreateEventAsync(_token);
        await using var cancellation = happened.CancelWhenSet();

        server.Kill();

        await Assert.ThrowsAsync<BridgeConnectionException>(() => cancellation.Completion.WaitAsync(_token));
        Assert.False(cancellation.Token.IsCancellationRequested);
    }
}
