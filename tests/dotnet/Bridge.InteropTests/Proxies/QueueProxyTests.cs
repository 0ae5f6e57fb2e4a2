using Bridge.Hosting;
using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public sealed class QueueProxyTests(SharedManager python) : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"bridge-test-{Guid.NewGuid():N}");
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact(Timeout = 20_000)]
    public async Task Items_come_out_in_the_order_they_went_in()
    {
        await using var queue = await python.Client.CreateQueueAsync<long>(cancellationToken: _token);
        for (var i = 0L; i < 100; i++)
        {
            await queue.PutAsync(i, _token);
        }

        Assert.Equal(100, await queue.GetCountAsync(_token));
        for (var i = 0L; i < 100; i++)
        {
            Assert.Equal(i, await queue.GetAsync(_token));
        }

        Assert.True(await queue.IsEmptyAsync(_token));
    }

    [Fact(Timeout = 20_000)]
    public async Task TryGetAsync_on_an_empty_queue_takes_nothing()
    {
        await using var queue = await python.Client.CreateQueueAsync<long>(cancellationToken: _token);

        Assert.Equal((false, 0L), await queue.TryGetAsync(TimeSpan.Zero, _token));
        Assert.Equal((false, 0L), await queue.TryGetAsync(TimeSpan.FromMilliseconds(300), _token));
    }

    [Fact(Timeout = 20_000)]
    public async Task GetAsync_waits_for_an_item_that_another_task_puts()
    {
        await using var queue = await python.Client.CreateQueueAsync<string>(cancellationToken: _token);
        var waiting = queue.GetAsync(_token);
        Assert.False(waiting.IsCompleted);

        await queue.PutAsync("late", _token);

        Assert.Equal("late", await waiting);
    }

    [Fact(Timeout = 20_000)]
    public async Task PutAsync_on_a_full_queue_waits_for_room()
    {
        await using var queue = await python.Client.CreateQueueAsync<int>(1, _token);
        await queue.PutAsync(1, _token);
        Assert.True(await queue.IsFullAsync(_token));
        Assert.False(await queue.TryPutAsync(2, TimeSpan.FromMilliseconds(10), _token));

        var waiting = queue.PutAsync(2, _token);
        Assert.Equal(1, await queue.GetAsync(_token));
        await waiting;

        Assert.Equal(2, await queue.GetAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Canceling_a_get_loses_no_item()
    {
        await using var queue = await python.Client.CreateQueueAsync<long>(cancellationToken: _token);
        const long Items = 200;
        var taken = new List<long>();
        var putting = Task.Run(async () =>
        {
            for (var i = 0L; i < Items; i++)
            {
                await queue.PutAsync(i, _token);
                await Task.Yield();
            }
        }, _token);

        // Cancels at every moment of a get, again and again, until all items came by one way or the other.
        var random = new Random(1);
        while (taken.Count < Items)
        {
            using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(0, 4)));
            try
            {
                taken.Add(await queue.GetAsync(cancel.Token));
            }
            catch (OperationCanceledException)
            {
                _token.ThrowIfCancellationRequested();
            }
        }

        await putting;
        Assert.Equal(Enumerable.Range(0, (int)Items).Select(i => (long)i), taken);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_get_ends_after_its_slice_when_its_client_is_disposed()
    {
        await using var client = await ManagerClient.ConnectAsync(
            python.Manager.Address, python.Manager.AuthKey, cancellationToken: _token);
        await using var queue = await client.CreateQueueAsync<long>(cancellationToken: _token);
        var getting = queue.GetAsync(_token);
        Assert.False((await queue.TryGetAsync(TimeSpan.FromMilliseconds(100), _token)).Taken); // by now both wait

        await client.DisposeAsync();

        var error = await Assert.ThrowsAsync<ObjectDisposedException>(() => getting);
        Assert.Contains(nameof(ManagerClient), error.ObjectName, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Canceling_ends_a_get_and_an_acquire_when_the_manager_hangs()
    {
        await using var manager = await ManagerProcess.StartAsync(cancellationToken: _token);
        await using var queue = await manager.Client.CreateQueueAsync<long>(cancellationToken: _token);
        await using var gate = await manager.Client.CreateLockAsync(_token);
        await queue.PutAsync(1, _token); // opens the lane
        await (await gate.AcquireAsync(_token)).DisposeAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        using var stop = System.Diagnostics.Process.Start("kill", ["-STOP", $"{manager.ProcessId}"]);
        await stop.WaitForExitAsync(_token);
        var getting = queue.GetAsync(cancel.Token);
        var acquiring = gate.AcquireAsync(cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => acquiring);
    }

    [Fact(Timeout = 20_000)]
    public async Task An_item_of_another_type_is_named_in_the_error_and_gone()
    {
        await using var manager = await ManagerProcess.StartAsync(new() { Register = [Register()] }, _token);
        await using var texts = await manager.Client.GetQueueAsync<string>("get_queue", _token);
        await using var numbers = await manager.Client.GetQueueAsync<long>("get_queue", _token);
        await texts.PutAsync("text", _token);

        var error = await Assert.ThrowsAsync<InvalidCastException>(() => numbers.GetAsync(_token));

        Assert.Contains("str", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await numbers.GetCountAsync(_token));

        string Register()
        {
            var file = Path.Combine(Directory.CreateDirectory(_folder).FullName, "shared_queue.py");
            File.WriteAllText(file, """
                import queue

                shared = queue.Queue()

                def register(manager):
                    manager.register("get_queue", callable=lambda: shared)
                """);
            return file + ":register";
        }
    }

    [Fact(Timeout = 20_000)]
    public async Task ReadAllAsync_ends_when_canceled()
    {
        await using var queue = await python.Client.CreateQueueAsync<int>(cancellationToken: _token);
        await queue.PutAsync(1, _token);
        await queue.PutAsync(2, _token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var seen = new List<int>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in queue.ReadAllAsync(cancel.Token))
            {
                seen.Add(item);
                if (seen.Count == 2)
                {
                    await cancel.CancelAsync();
                }
            }
        });

        Assert.Equal([1, 2], seen);
    }

    [Fact(Timeout = 20_000)]
    public async Task JoinAsync_returns_when_every_item_is_done()
    {
        await using var queue = await python.Client.CreateJoinableQueueAsync<int>(cancellationToken: _token);
        await queue.PutAsync(1, _token);
        await queue.PutAsync(2, _token);
        var joining = queue.JoinAsync(_token);
        for (var i = 0; i < 2; i++)
        {
            await queue.GetAsync(_token);
            Assert.False(joining.IsCompleted);
            await queue.TaskDoneAsync(_token);
        }

        await joining;
        var error = await Assert.ThrowsAsync<RemoteException>(async () => await queue.TaskDoneAsync(_token));
        Assert.Equal(PythonTypes.ValueError, error.PythonType);
    }

    [Fact(Timeout = 20_000)]
    public async Task Canceling_a_join_ends_the_wait_at_once()
    {
        await using var queue = await python.Client.CreateJoinableQueueAsync<int>(cancellationToken: _token);
        await queue.PutAsync(1, _token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var joining = queue.JoinAsync(cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joining);
        Assert.Equal(1, await queue.GetCountAsync(_token));
    }
}
