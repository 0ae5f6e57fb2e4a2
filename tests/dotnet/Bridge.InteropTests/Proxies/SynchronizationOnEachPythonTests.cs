using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>Each proxy against a stock server of each CPython.</summary>
public class SynchronizationOnEachPythonTests
{
    private const string Register = """
        import threading
        from multiprocessing.managers import AcquirerProxy, BarrierProxy, ConditionProxy, EventProxy
        rlock, lock, semaphore = threading.RLock(), threading.Lock(), threading.Semaphore(2)
        condition, barrier, event = threading.Condition(), threading.Barrier(2), threading.Event()
        SyncManager.register('get_rlock', lambda: rlock, AcquirerProxy)
        SyncManager.register('get_lock', lambda: lock, AcquirerProxy)
        SyncManager.register('get_semaphore', lambda: semaphore, AcquirerProxy)
        SyncManager.register('get_condition', lambda: condition, ConditionProxy)
        SyncManager.register('get_barrier', lambda: barrier, BarrierProxy)
        SyncManager.register('get_event', lambda: event, EventProxy)
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Pythons))]
    public async Task Each_proxy_works_on_each_server(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        var knowsLocked = python.Version >= new Version(3, 14);

        await using (var rlock = await client.CreateRLockAsync(_token))
        {
            await CheckAsync(rlock, () => rlock.TryAcquireAsync(TimeSpan.Zero, _token), rlock.IsLockedAsync);
        }

        await using (var gate = await client.CreateLockAsync(_token))
        {
            await CheckAsync(gate, () => gate.TryAcquireAsync(TimeSpan.Zero, _token), gate.IsLockedAsync);
        }

        await using (var semaphore = await client.CreateSemaphoreAsync(2, _token))
        {
            await semaphore.ReleaseAsync(3, _token);
            for (var i = 0; i < 5; i++)
            {
                Assert.NotNull(await semaphore.TryAcquireAsync(TimeSpan.Zero, _token));
            }

            Assert.Null(await semaphore.TryAcquireAsync(TimeSpan.FromMilliseconds(30), _token));
        }

        await using (var bounded = await client.CreateBoundedSemaphoreAsync(2, _token))
        {
            await using (await bounded.AcquireAsync(_token))
            {
                Assert.NotNull(await bounded.TryAcquireAsync(TimeSpan.Zero, _token));
            }

            await bounded.ReleaseAsync(1, _token);
            var error = await Assert.ThrowsAsync<RemoteException>(async () => await bounded.ReleaseAsync(2, _token));
            Assert.Equal(PythonTypes.ValueError, error.PythonType);
        }

        await using (var condition = await client.CreateConditionAsync(_token))
        await using (var hold = await condition.AcquireAsync(_token))
        {
            Assert.False(await hold.WaitAsync(TimeSpan.FromMilliseconds(20), _token));
            var waiting = hold.WaitAsync(_token);
            await Flows.StartStranger(async () =>
            {
                await using var other = await condition.AcquireAsync(_token);
                await other.NotifyAsync(1, _token);
            });
            await waiting;
            await condition.NotifyAllAsync(_token);
        }

        await using (var barrier = await client.CreateBarrierAsync(2, TimeSpan.FromSeconds(20), _token))
        {
            Assert.Equal(2, await barrier.GetPartiesAsync(_token));
            var places = await Task.WhenAll(barrier.WaitAsync(_token), barrier.WaitAsync(_token));
            Assert.Equal([0, 1], places.Order());
            var error = await Assert.ThrowsAsync<RemoteException>(
                () => barrier.WaitAsync(TimeSpan.FromMilliseconds(20), _token));
            Assert.Equal(PythonTypes.BrokenBarrierError, error.PythonType);
            Assert.True(await barrier.IsBrokenAsync(_token));
            await barrier.ResetAsync(_token);
            Assert.False(await barrier.IsBrokenAsync(_token));
        }

        await using (var happened = await client.CreateEventAsync(_token))
        await using (var cancellation = happened.CancelWhenSet())
        {
            await happened.SetAsync(_token);
            Assert.True(await cancellation.Completion.WaitAsync(_token));
            Assert.True(cancellation.Token.IsCancellationRequested);
        }

        async Task CheckAsync<T>(
            ISharedLock gate, Func<Task<T?>> tryAcquire, Func<CancellationToken, ValueTask<bool>> isLocked)
            where T : class, IAsyncDisposable
        {
            await using (await gate.AcquireAsync(_token))
            {
                Assert.Null(await Flows.StartStranger(tryAcquire));
                if (knowsLocked)
                {
                    Assert.True(await isLocked(_token));
                }
                else
                {
                    await Assert.ThrowsAsync<NotSupportedException>(async () => await isLocked(_token));
                }
            }

            await using var free = await Flows.StartStranger(tryAcquire);
            Assert.NotNull(free);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Registered_ones_are_gotten_and_others_refused()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var gate = await client.GetLockAsync("get_lock", _token);
        await using var again = await client.GetLockAsync("get_lock", _token);
        await using var semaphore = await client.GetSemaphoreAsync("get_semaphore", _token);
        await using var condition = await client.GetConditionAsync("get_condition", _token);
        await using var barrier = await client.GetBarrierAsync("get_barrier", _token);
        await using var happened = await client.GetEventAsync("get_event", _token);

        await using (await gate.AcquireAsync(_token))
        {
            Assert.Null(await again.TryAcquireAsync(TimeSpan.Zero, _token));
        }

        Assert.NotNull(await semaphore.TryAcquireAsync(TimeSpan.Zero, _token));
        await using (await condition.AcquireAsync(_token))
        {
            await condition.NotifyAsync(1, _token);
        }

        Assert.Equal(2, await barrier.GetPartiesAsync(_token));
        Assert.False(await happened.IsSetAsync(_token));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetConditionAsync("get_lock", _token));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetRLockAsync("get_event", _token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_proxies_of_one_referent_are_one_lock_to_a_flow()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[0], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var first = await client.GetRLockAsync("get_rlock", _token);
        await using var second = await client.GetRLockAsync("get_rlock", _token);

        await using (await first.AcquireAsync(_token))
        {
            var inner = await second.TryAcquireAsync(TimeSpan.Zero, _token);
            Assert.NotNull(inner);
            Assert.Null(await Flows.StartStranger(() => second.TryAcquireAsync(TimeSpan.Zero, _token)));
            await second.DisposeAsync();
            Assert.Null(await Flows.StartStranger(() => first.TryAcquireAsync(TimeSpan.Zero, _token)));
        }

        await using var free = await Flows.StartStranger(() => first.TryAcquireAsync(TimeSpan.Zero, _token));
        Assert.NotNull(free);
    }
}
