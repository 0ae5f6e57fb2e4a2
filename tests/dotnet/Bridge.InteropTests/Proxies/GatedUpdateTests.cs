using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class GatedUpdateTests(SharedManager python)
{
    // A Python program that counts under the same lock, through stock proxies.
    private const string Program = """
        import ast, multiprocessing, sys
        from multiprocessing.managers import AcquirerProxy, DictProxy, SyncManager, ValueProxy
        for name, proxy in (('get_lock', AcquirerProxy), ('get_dict', DictProxy), ('get_value', ValueProxy)):
            SyncManager.register(name, proxytype=proxy)
        multiprocessing.current_process().authkey = b'its own key'
        manager = SyncManager(('127.0.0.1', int(sys.argv[1])), b'its own key')
        manager.connect()
        gate, counts, total = manager.get_lock(), manager.get_dict(), manager.get_value()
        print('ready')
        sys.stdin.readline()
        for i in range(int(sys.argv[2])):
            with gate:
                counts['n'] = counts.get('n', 0) + 1
            with gate:
                total.set(total.get() + 2)
        print('done')
        """;

    private const string Register = """
        import threading
        from multiprocessing.managers import AcquirerProxy, DictProxy, ValueProxy, Value
        gate, counts, total = threading.Lock(), {}, Value('i', 0)
        SyncManager.register('get_lock', callable=lambda: gate, proxytype=AcquirerProxy)
        SyncManager.register('get_dict', callable=lambda: counts, proxytype=DictProxy)
        SyncManager.register('get_value', callable=lambda: total, proxytype=ValueProxy)
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Pythons))]
    public async Task No_update_is_lost_between_tasks_and_a_Python_program(TestPython interpreter)
    {
        const int Tasks = 4, Updates = 40, PythonUpdates = 100;
        await using var server = await StockServer.StartAsync(interpreter, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        var port = server.Address.ToString().Split(':')[^1];
        await using var script = PythonScript.Start(interpreter.Path, Program, port, $"{PythonUpdates}");
        await using var gate = new LockProxy(
            client, await Referents.GetAsync(client, "get_lock", ["acquire", "release"], "lock", _token));
        await using var counts = await client.GetDictAsync<string, int>("get_dict", _token);
        await using var total = await client.GetValueAsync<int>("get_value", _token);
        Assert.Equal("ready", await script.ReadLineAsync(_token));
        await script.WriteLineAsync("go");

        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(async _ =>
        {
            for (var i = 0; i < Updates; i++)
            {
                await counts.UpdateAsync("n", count => count + 1, gate, _token);
                await total.AddAsync(2, gate, _token);
            }
        }));

        Assert.Equal("done", await script.ReadLineAsync(_token));
        Assert.Equal((Tasks * Updates) + PythonUpdates, await counts.GetItemAsync("n", _token));
        Assert.Equal(2 * ((Tasks * Updates) + PythonUpdates), await total.GetAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Canceling_updates_leaves_the_lock_free_and_the_sum_right()
    {
        await using var gate = await python.Client.CreateLockAsync(_token);
        await using var value = await python.Client.CreateValueAsync("q", 0L, _token);
        var random = new Random(5);
        var (done, unknown) = (0, 0);
        for (var i = 0; i < 100; i++)
        {
            using var cancel = new CancellationTokenSource(TimeSpan.FromMicroseconds(random.Next(1, 1500)));
            try
            {
                await value.AddAsync(1, gate, cancel.Token);
                done++;
            }
            catch (OperationCanceledException)
            {
                unknown++;
            }
        }

        Assert.Equal(100, done + unknown);
        Assert.Equal(done, await value.GetAsync(_token)); // canceled means not set
        Assert.NotNull(await gate.TryAcquireAsync(TimeSpan.Zero, _token));
    }

    [Fact(Timeout = 20_000)]
    public async Task An_update_that_throws_sets_nothing_and_releases_the_lock()
    {
        await using var gate = await python.Client.CreateLockAsync(_token);
        await using var dict = await python.Client.CreateDictAsync<string, int>([new("a", 1)], _token);
        await using var value = await python.Client.CreateValueAsync("b", (sbyte)127, _token);

        await Assert.ThrowsAsync<FormatException>(
            () => dict.UpdateAsync("a", _ => throw new FormatException(), gate, _token));
        await Assert.ThrowsAsync<OverflowException>(() => value.AddAsync((sbyte)1, gate, _token));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
        {
            await using var objects = await python.Client.CreateDictAsync<object, int>(_token);
            await objects.UpdateAsync(new List<int>(), _ => 1, gate, _token);
        });

        Assert.Equal(1, await dict.GetItemAsync("a", _token));
        Assert.Equal(127, await value.GetAsync(_token));
        Assert.NotNull(await gate.TryAcquireAsync(TimeSpan.Zero, _token));
    }

    [Fact(Timeout = 20_000)]
    public async Task An_update_may_await_and_sees_whether_there_was_a_value()
    {
        await using var gate = await python.Client.CreateLockAsync(_token);
        await using var dict = await python.Client.CreateDictAsync<string, int?>(_token);

        Assert.Equal(10, await dict.UpdateAsync("a", async (old, token) =>
        {
            await python.Client.PingAsync(token);
            return old is null ? 10 : -1;
        }, gate, _token));
        Assert.Equal(11, await dict.UpdateAsync("a", old => old + 1, gate, _token));
        await using var value = await python.Client.CreateValueAsync("i", 1, _token);
        Assert.Equal(2, await value.UpdateAsync((old, _) => Task.FromResult(old * 2), gate, _token));
    }
}
