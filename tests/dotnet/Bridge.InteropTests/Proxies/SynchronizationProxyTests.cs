using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class SynchronizationProxyTests(SharedManager python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_lock_lets_one_in_at_a_time()
    {
        await using var gate = await python.Client.CreateLockAsync(_token);
        await using var value = await python.Client.CreateValueAsync("i", 0, _token);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < 25; i++)
            {
                await using (await gate.AcquireAsync(_token))
                {
                    await value.SetAsync(await value.GetAsync(_token) + 1, _token);
                }
            }
        }));

        Assert.Equal(200, await value.GetAsync(_token));
    }

    [Fact(Timeout = 20_000)]
    public async Task TryAcquireAsync_gives_up_in_time()
    {
        await using var gate = await python.Client.CreateLockAsync(_token);
        await using var hold = await gate.AcquireAsync(_token);

        Assert.Null(await gate.TryAcquireAsync(TimeSpan.Zero, _token));
        Assert.Null(await gate.TryAcquireAsync(TimeSpan.FromMilliseconds(300), _token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Canceling_an_acquire_never_leaves_the_lock_held_by_nobody()
    {
        await using var gate = await python.Client.CreateLockAsync(_token);
        var random = new Random(2);
        for (var i = 0; i < 30; i++)
        {
            var hold = await gate.AcquireAsync(_token);
            using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(0, 5)));
            var waiting = gate.AcquireAsync(cancel.Token);
            await hold.DisposeAsync();
            try
            {
                await (await waiting).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                _token.ThrowIfCancellationRequested();
            }
        }

        await using var free = await gate.TryAcquireAsync(TimeSpan.Zero, _token);
        Assert.NotNull(free);
    }

    [Fact(Timeout = 20_000)]
    public async Task An_event_wakes_those_who_wait()
    {
        await using var happened = await python.Client.CreateEventAsync(_token);
        Assert.False(await happened.WaitAsync(TimeSpan.FromMilliseconds(10), _token));
        var waiting = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => happened.WaitAsync(_token)));

        await happened.SetAsync(_token);
        await waiting;

        Assert.True(await happened.IsSetAsync(_token));
        await happened.ClearAsync(_token);
        Assert.False(await happened.IsSetAsync(_token));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_wait_ends_when_canceled()
    {
        await using var never = await python.Client.CreateEventAsync(_token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var waiting = never.WaitAsync(cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
