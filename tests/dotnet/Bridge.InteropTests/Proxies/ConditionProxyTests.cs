using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class ConditionProxyTests(SharedManager python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task Only_the_holder_waits_and_notifies()
    {
        await using var condition = await python.Client.CreateConditionAsync(_token);

        await Assert.ThrowsAsync<SynchronizationLockException>(() => condition.WaitAsync(_token));
        await Assert.ThrowsAsync<SynchronizationLockException>(() => condition.NotifyAsync(1, _token));
        await Assert.ThrowsAsync<SynchronizationLockException>(() => condition.NotifyAllAsync(_token));
        await Assert.ThrowsAsync<SynchronizationLockException>(() => condition.ReleaseAsync(_token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => condition.WaitAsync(TimeSpan.FromTicks(-1), _token));

        var hold = await condition.AcquireAsync(_token);
        await condition.NotifyAsync(3, _token);
        await hold.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => hold.NotifyAsync(1, _token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => hold.WaitAsync(_token));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_wait_releases_all_levels_and_takes_them_again()
    {
        await using var condition = await python.Client.CreateConditionAsync(_token);
        await using (await condition.AcquireAsync(_token))
        {
            await using (var inner = await condition.AcquireAsync(_token))
            {
                var waiting = inner.WaitAsync(_token);
                await NotifyAllAsStrangerAsync(condition);
                await waiting;
                Assert.False(await IsFreeAsync(condition));
            }

            Assert.False(await IsFreeAsync(condition));
        }

        Assert.True(await IsFreeAsync(condition));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_canceled_wait_keeps_the_hold()
    {
        await using var condition = await python.Client.CreateConditionAsync(_token);
        await using (var hold = await condition.AcquireAsync(_token))
        {
            for (var i = 0; i < 20; i++)
            {
                using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
                var waiting = hold.WaitAsync(i % 2 == 0 ? TimeSpan.FromHours(1) : TimeSpan.MaxValue, cancel.Token);
                cancel.CancelAfter(i);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
                await hold.NotifyAsync(1, _token);
                Assert.False(await IsFreeAsync(condition));
            }
        }

        Assert.True(await IsFreeAsync(condition));
    }

    [Fact(Timeout = 20_000)]
    public async Task What_waits_holds_nothing_so_the_work_it_started_may_enter()
    {
        await using var condition = await python.Client.CreateConditionAsync(_token);
        await using var hold = await condition.AcquireAsync(_token);
        var waiting = hold.WaitAsync(_token);

        await Assert.ThrowsAsync<SynchronizationLockException>(() => condition.NotifyAsync(1, _token));
        await Task.Run(async () =>
        {
            await using var own = await condition.AcquireAsync(_token);
            await own.NotifyAsync(1, _token);
        }, _token);

        await waiting;
    }

    [Fact(Timeout = 20_000)]
    public async Task WaitForAsync_waits_until_the_predicate_holds()
    {
        await using var condition = await python.Client.CreateConditionAsync(_token);
        await using var value = await python.Client.CreateValueAsync("i", 0, _token);
        await using var hold = await condition.AcquireAsync(_token);
        var setting = Flows.StartStranger(async () =>
        {
            for (var i = 1; i <= 3; i++)
            {
                await using var other = await condition.AcquireAsync(_token);
                await value.SetAsync(i, _token);
                await other.NotifyAllAsync(_token);
            }
        });

        await hold.WaitForAsync(async token => await value.GetAsync(token) == 3, _token);
        await setting;

        var inTime = await condition.WaitForAsync(
            async token => await value.GetAsync(token) == 4, TimeSpan.FromMilliseconds(50), _token);
        Assert.False(inTime);
        Assert.True(await hold.WaitForAsync(_ => new(true), TimeSpan.Zero, _token));
    }

    [Fact(Timeout = 30_000)]
    public async Task Disposing_a_hold_or_the_proxy_ends_the_wait_first()
    {
        var condition = await python.Client.CreateConditionAsync(_token);
        var hold = await condition.AcquireAsync(_token);
        var waiting = hold.WaitAsync(_token);
        await hold.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.True(await IsFreeAsync(condition));

        await condition.AcquireAsync(_token);
        var again = condition.WaitAsync(_token);
        await condition.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => again);
    }

    [Fact(Timeout = 60_000)]
    public async Task Disposing_the_client_ends_its_waits_and_leaves_no_lock()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[0], _token, register: """
            import threading
            from multiprocessing.managers import ConditionProxy
            condition = threading.Condition()
            SyncManager.register('get_condition', lambda: condition, ConditionProxy)
            """);
        await using var client = await server.ConnectAsync(_token);
        await using var witness = await client.GetConditionAsync("get_condition", _token);
        var other = await server.ConnectAsync(_token);
        var condition = await other.GetConditionAsync("get_condition", _token);
        await condition.AcquireAsync(_token);
        await condition.AcquireAsync(_token);
        var waiting = condition.WaitAsync(_token);
        await Retry.UntilAsync("the lock is released by the wait", () => IsFreeAsync(witness));

        await other.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.True(await IsFreeAsync(witness));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wait_whose_server_is_killed_fails()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var condition = await client.CreateConditionAsync(_token);
        await using var witness = await server.ConnectAsync(_token);
        var hold = await condition.AcquireAsync(_token);
        var waiting = hold.WaitAsync(_token);
        server.Kill();

        var error = await Assert.ThrowsAsync<BridgeConnectionException>(() => waiting);

        Assert.Contains("create a new Condition", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BridgeConnectionException>(async () => await hold.DisposeAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_canceled_wait_swallows_no_notify()
    {
        await using var condition = await python.Client.CreateConditionAsync(_token);
        var random = new Random(5);
        for (var round = 0; round < 60; round++)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
            var items = 0;
            var waits = 0;
            var leaver = ConsumeAsync(cancel.Token);
            var stayer = ConsumeAsync(_token);
            await Retry.UntilAsync("both wait", () => Flows.StartStranger(async () =>
            {
                await using var hold = await condition.AcquireAsync(_token);
                return waits == 2;
            }));

            cancel.CancelAfter(random.Next(0, 3));
            await ProduceAsync();

            // It ends in any case; if it was canceled, the item must reach the other.
            await Task.WhenAny(leaver).WaitAsync(TimeSpan.FromSeconds(20), _token);
            if (!leaver.IsCanceled)
            {
                await leaver;
                await ProduceAsync();
            }

            await stayer.WaitAsync(TimeSpan.FromSeconds(20), _token);

            Task ConsumeAsync(CancellationToken token) => Flows.StartStranger(async () =>
            {
                await using var hold = await condition.AcquireAsync(_token);
                while (items == 0)
                {
                    waits++;
                    await hold.WaitAsync(token);
                }

                items--;
            });

            Task ProduceAsync() => Flows.StartStranger(async () =>
            {
                await using var hold = await condition.AcquireAsync(_token);
                items++;
                await hold.NotifyAsync(1, _token);
            });
        }

        Assert.True(await IsFreeAsync(condition));
    }

    [Fact(Timeout = 240_000)]
    public async Task Fifty_tasks_that_are_canceled_at_random_pass_on_every_item()
    {
        const int Items = 1500;
        await using var condition = await python.Client.CreateConditionAsync(_token);
        var buffer = new Queue<int>(); // not thread-safe: the condition guards it
        var taken = new List<int>();
        var inside = 0;
        var canceled = 0;

        var consumers = Enumerable.Range(0, 25).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            while (true)
            {
                using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
                cancel.CancelAfter(random.Next(0, 200));
                try
                {
                    await using var hold = await condition.AcquireAsync(cancel.Token);
                    while (buffer.Count == 0 && taken.Count < Items)
                    {
                        await hold.WaitAsync(cancel.Token);
                    }

                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    var isDone = taken.Count == Items;
                    if (!isDone)
                    {
                        taken.Add(buffer.Dequeue());
                        isDone = taken.Count == Items;
                    }

                    Interlocked.Decrement(ref inside);
                    if (isDone)
                    {
                        await hold.NotifyAllAsync(_token);
                        return;
                    }
                }
                catch (OperationCanceledException) when (!_token.IsCancellationRequested)
                {
                    Interlocked.Increment(ref canceled);
                }
            }
        })).ToList();
        var producers = Enumerable.Range(0, 25).Select(producer => Task.Run(async () =>
        {
            for (var i = 0; i < Items / 25; i++)
            {
                await using var hold = await condition.AcquireAsync(_token);
                Assert.Equal(1, Interlocked.Increment(ref inside));
                buffer.Enqueue((producer * Items) + i);
                Interlocked.Decrement(ref inside);
                await hold.NotifyAsync(1, _token);
            }
        })).ToList();

        await Task.WhenAll([.. consumers, .. producers]);

        Assert.Equal(Items, taken.Distinct().Count());
        Assert.True(canceled > 0);
        Assert.True(await IsFreeAsync(condition));
    }

    private Task NotifyAllAsStrangerAsync(ConditionProxy condition) => Flows.StartStranger(async () =>
    {
        await using var hold = await condition.AcquireAsync(_token);
        await hold.NotifyAllAsync(_token);
    });

    private Task<bool> IsFreeAsync(ConditionProxy condition) => Flows.StartStranger(async () =>
    {
        await using var hold = await condition.TryAcquireAsync(TimeSpan.Zero, _token);
        return hold is not null;
    });
}
