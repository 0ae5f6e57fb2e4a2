using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class RLockProxyTests(SharedManager python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task A_flow_enters_again_and_leaves_as_often()
    {
        await using var rlock = await python.Client.CreateRLockAsync(_token);

        await using (await rlock.AcquireAsync(_token))
        {
            await using (await rlock.AcquireAsync(_token))
            {
                await rlock.AcquireAsync(_token);
                await rlock.ReleaseAsync(_token);
            }

            Assert.False(await IsFreeAsync(rlock));
        }

        Assert.True(await IsFreeAsync(rlock));
    }

    [Fact(Timeout = 20_000)]
    public async Task Work_that_is_started_while_it_is_held_shares_it()
    {
        await using var rlock = await python.Client.CreateRLockAsync(_token);
        var hold = await rlock.AcquireAsync(_token);

        var childs = await Task.Run(() => rlock.TryAcquireAsync(TimeSpan.Zero, _token), _token);
        await hold.DisposeAsync();

        Assert.NotNull(childs);
        Assert.False(await IsFreeAsync(rlock));
        await childs.DisposeAsync();
        Assert.True(await IsFreeAsync(rlock));
    }

    [Fact(Timeout = 60_000)]
    public async Task Work_that_inherited_a_released_lock_is_kept_apart()
    {
        await using var rlock = await python.Client.CreateRLockAsync(_token);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hold = await rlock.AcquireAsync(_token);
        var inside = 0;
        var children = Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            await released.Task;
            for (var i = 0; i < 5; i++)
            {
                await using (await rlock.AcquireAsync(_token))
                {
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    await Task.Yield();
                    Interlocked.Decrement(ref inside);
                }
            }
        })).ToList();

        await hold.DisposeAsync();
        released.SetResult();
        await Task.WhenAll(children);
    }

    [Fact(Timeout = 60_000)]
    public async Task Work_that_is_started_while_another_lock_is_held_is_kept_apart()
    {
        await using var outer = await python.Client.CreateRLockAsync(_token);
        await using var rlock = await python.Client.CreateRLockAsync(_token);
        await using var hold = await outer.AcquireAsync(_token);
        var inside = 0;

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(async () =>
        {
            await using (await rlock.AcquireAsync(_token))
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            }
        })));
    }

    [Fact(Timeout = 20_000)]
    public async Task Releasing_what_this_flow_does_not_hold_throws()
    {
        await using var rlock = await python.Client.CreateRLockAsync(_token);
        await Assert.ThrowsAsync<SynchronizationLockException>(() => rlock.ReleaseAsync(_token));

        var hold = await Flows.StartStranger(() => rlock.AcquireAsync(_token));
        await Assert.ThrowsAsync<SynchronizationLockException>(() => rlock.ReleaseAsync(_token));
        await hold.DisposeAsync(); // allowed: it keeps its connection wherever it goes
        await hold.DisposeAsync();

        await rlock.AcquireAsync(_token);
        await rlock.ReleaseAsync(_token);
        await Assert.ThrowsAsync<SynchronizationLockException>(() => rlock.ReleaseAsync(_token));
        Assert.True(await IsFreeAsync(rlock));
    }

    [Fact(Timeout = 20_000)]
    public async Task Misuse_throws()
    {
        var rlock = await python.Client.CreateRLockAsync(_token);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => rlock.TryAcquireAsync(TimeSpan.FromTicks(-1), _token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => rlock.AcquireAsync(new CancellationToken(canceled: true)));
        await rlock.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => rlock.AcquireAsync(_token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => rlock.ReleaseAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Disposing_the_proxy_releases_all_levels_and_ends_the_acquires_under_way()
    {
        var token = _token;
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: """
            import threading
            from multiprocessing.managers import AcquirerProxy
            rlock = threading.RLock()
            SyncManager.register('get_rlock', lambda: rlock, AcquirerProxy)
            """);
        await using var client = await server.ConnectAsync(_token);
        await using var witness = await client.GetRLockAsync("get_rlock", _token);
        var rlock = await client.GetRLockAsync("get_rlock", _token);
        await rlock.AcquireAsync(_token);
        await using var inner = await rlock.AcquireAsync(_token);
        var waiting = Flows.StartStranger(() => rlock.AcquireAsync(token));

        await rlock.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.True(await IsFreeAsync(witness));
    }

    [Fact(Timeout = 60_000)]
    public async Task Disposing_the_client_releases_what_it_holds()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[0], _token, register: """
            import threading
            from multiprocessing.managers import AcquirerProxy
            rlock = threading.RLock()
            SyncManager.register('get_rlock', lambda: rlock, AcquirerProxy)
            """);
        await using var client = await server.ConnectAsync(_token);
        await using var witness = await client.GetRLockAsync("get_rlock", _token);
        await using (var other = await server.ConnectAsync(_token))
        {
            var rlock = await other.GetRLockAsync("get_rlock", _token);
            await rlock.AcquireAsync(_token);
            await rlock.AcquireAsync(_token);
            Assert.False(await IsFreeAsync(witness));
        }

        Assert.True(await IsFreeAsync(witness));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_hold_whose_connection_broke_says_that_the_lock_is_lost()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var rlock = await client.CreateRLockAsync(_token);
        var hold = await rlock.AcquireAsync(_token);
        server.Kill();

        var error = await Assert.ThrowsAsync<BridgeConnectionException>(async () => await hold.DisposeAsync());

        Assert.Contains("create a new RLock", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
    }

    [Fact(Timeout = 240_000)]
    public async Task Fifty_tasks_that_are_canceled_at_random_exclude_each_other_and_leave_no_lock()
    {
        await using var rlock = await python.Client.CreateRLockAsync(_token);
        var inside = 0;
        var entered = 0;
        var canceled = 0;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 60; i++)
            {
                using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
                if (random.Next(3) == 0)
                {
                    cancel.CancelAfter(random.Next(0, 15));
                }

                try
                {
                    await using (await rlock.AcquireAsync(cancel.Token))
                    {
                        Assert.Equal(1, Interlocked.Increment(ref inside));
                        entered++;
                        if (random.Next(2) == 0)
                        {
                            await rlock.AcquireAsync(_token);
                            await rlock.ReleaseAsync(_token);
                        }

                        Interlocked.Decrement(ref inside);
                    }
                }
                catch (OperationCanceledException) when (!_token.IsCancellationRequested)
                {
                    Interlocked.Increment(ref canceled);
                }
            }
        })));

        Assert.Equal(3000, entered + canceled);
        Assert.True(entered >= 1000, $"{entered} entered");
        Assert.True(canceled > 0);
        Assert.True(await IsFreeAsync(rlock));
    }

    private Task<bool> IsFreeAsync(RLockProxy rlock) => Flows.StartStranger(async () =>
    {
        await using var hold = await rlock.TryAcquireAsync(TimeSpan.Zero, _token);
        return hold is not null;
    });
}
