using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class PoolProxyTests
{
    private static readonly PythonGlobal Sqrt = new("math", "sqrt");
    private static readonly PythonGlobal Sleep = new("time", "sleep");
    private static readonly PythonGlobal Pow = new("builtins", "pow");

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_pool_calls_functions_and_returns_their_results(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var pool = await client.CreatePoolAsync(2, cancellationToken: _token);

        Assert.Equal(3.0, await pool.ApplyAsync<double>(Sqrt, [9], cancellationToken: _token));
        Assert.Equal(255, await pool.ApplyAsync<int>(
            new("builtins", "int"), ["ff"], new Dictionary<string, object?> { ["base"] = 16 }, _token));
        Assert.Equal([1.0, 2.0, 3.0], await pool.MapAsync<int, double>(Sqrt, [1, 4, 9], 2, _token));
        Assert.Equal([8, 9], await pool.StarMapAsync<(int, int), int>(Pow, [(2, 3), (3, 2)], cancellationToken: _token));
        await using var started = await pool.StartStarMapAsync<(int, int), int>(Pow, [(2, 4)], cancellationToken: _token);
        Assert.Equal([16], await started.GetAsync(_token));
        foreach (var chunk in (int[])[1, 3])
        {
            await using var ordered = await pool.ImapAsync<int, double>(Sqrt, [1, 4, 9, 16], chunk, _token);
            Assert.Equal([1.0, 2.0, 3.0, 4.0], await ordered.ReadAllAsync(3, _token).ToListAsync(_token));
            await using var unordered = await pool.ImapUnorderedAsync<int, double>(Sqrt, [1, 4, 9, 16], chunk, _token);
            Assert.Equal([1.0, 2.0, 3.0, 4.0], (await unordered.ToListAsync(_token)).Order());
        }

        var domain = await Assert.ThrowsAsync<RemoteException>(
            () => pool.ApplyAsync<double>(Sqrt, [-1], cancellationToken: _token));
        Assert.Equal(PythonTypes.ValueError, domain.PythonType);
        var missing = await Assert.ThrowsAsync<RemoteException>(
            () => pool.ApplyAsync<double>(new("no_such_module", "f"), cancellationToken: _token));
        Assert.Equal("builtins.ModuleNotFoundError", missing.PythonType);
        await pool.TerminateAsync(_token);
        await pool.JoinAsync(_token);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_result_to_come_is_waited_for_in_slices(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var pool = await client.CreatePoolAsync(1, cancellationToken: _token);
        using var gate = Gate.Create();
        await using var sleeping = await pool.StartApplyAsync<object?>(gate.Function, gate.Arguments, cancellationToken: _token);
        await using var after = await pool.StartMapAsync<int, double>(Sqrt, [4, 9], cancellationToken: _token);

        Assert.False(await after.IsReadyAsync(_token));
        Assert.Null(await after.IsSuccessfulAsync(_token));
        Assert.False((await after.TryGetAsync(TimeSpan.Zero, _token)).Ready);
        Assert.False(await after.WaitAsync(TimeSpan.FromMilliseconds(10), _token));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var canceled = after.GetAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        gate.Open();
        Assert.Equal([2.0, 3.0], await after.GetAsync(_token));
        Assert.Equal([2.0, 3.0], await after.GetAsync(_token)); // it stays
        Assert.True(await after.IsSuccessfulAsync(_token));
        await sleeping.WaitAsync(_token);
        Assert.True(await sleeping.IsReadyAsync(_token));

        await using var failing = await pool.StartApplyAsync<double>(Sqrt, [-1], cancellationToken: _token);
        await failing.WaitAsync(_token);
        Assert.False(await failing.IsSuccessfulAsync(_token));
        var error = await Assert.ThrowsAsync<RemoteException>(() => failing.GetAsync(_token));
        Assert.Equal(PythonTypes.ValueError, error.PythonType);
        await pool.TerminateAsync(_token);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_closed_pool_finishes_and_takes_no_more(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var pool = await client.CreatePoolAsync(
            1, new("random", "seed"), [7], maxTasksPerChild: 1, cancellationToken: _token);
        var early = await Assert.ThrowsAsync<RemoteException>(() => pool.JoinAsync(_token));
        Assert.Contains(early.PythonType, (string[])[PythonTypes.ValueError, PythonTypes.AssertionError]);
        PythonGlobal random = new("random", "random");
        var first = await pool.ApplyAsync<double>(random, cancellationToken: _token);
        Assert.Equal(first, await pool.ApplyAsync<double>(random, cancellationToken: _token)); // a new worker, the same seed

        await using var last = await pool.StartApplyAsync<object?>(Sleep, [0.3], cancellationToken: _token);
        await pool.CloseAsync(_token);
        var late = await Assert.ThrowsAsync<RemoteException>(
            () => pool.StartApplyAsync<double>(Sqrt, [1], cancellationToken: _token));
        await pool.JoinAsync(_token);

        Assert.Contains(late.PythonType, (string[])[PythonTypes.ValueError, PythonTypes.AssertionError]);
        Assert.True(await last.IsSuccessfulAsync(_token));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_client_with_open_connections_survives_the_forks_of_a_pool_and_sees_the_shutdown(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.CreateQueueAsync<int>(cancellationToken: _token);
        await queue.PutAsync(1, _token); // opens a lane
        Assert.Equal(1, await queue.GetAsync(_token));
        Assert.False((await queue.TryGetAsync(TimeSpan.FromMilliseconds(1), _token)).Taken); // and leases a connection
        await using var dict = await client.CreateDictAsync<string, int>(_token);
        await using var pool = await client.CreatePoolAsync(2, cancellationToken: _token);
        var getting = queue.GetAsync(_token);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => await dict.SetItemAsync($"{i}", i, _token)));
        Assert.Equal(20, await dict.GetCountAsync(_token));
        await client.PingAsync(_token);

        await client.ShutdownServerAsync(_token);

        // A request that meets a server in its shutdown may be answered ('#RETURN', None), which is no int.
        var ended = await Record.ExceptionAsync(() => getting);
        Assert.True(ended is BridgeConnectionException or InvalidCastException, $"{ended}");
        await Retry.UntilAsync("calls fail", async () =>
            await Record.ExceptionAsync(async () => await dict.GetCountAsync(_token)) is BridgeConnectionException);
        await Retry.UntilAsync("the server is gone", () => !ProcessList.IsRunning(server.ProcessId));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_call_to_a_killed_server_fails_though_the_forks_of_its_pool_live(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.CreateQueueAsync<int>(cancellationToken: _token);
        Assert.False((await queue.TryGetAsync(TimeSpan.FromMilliseconds(1), _token)).Taken); // opens both connections
        await using var pool = await client.CreatePoolAsync(1, cancellationToken: _token);
        var worker = await pool.ApplyAsync<int>(new("os", "getpid"), cancellationToken: _token);
        var getting = queue.GetAsync(_token);
        try
        {
            Kill(server.ProcessId);
            await Assert.ThrowsAsync<BridgeConnectionException>(() => getting);
            await Assert.ThrowsAsync<BridgeConnectionException>(async () => await queue.GetCountAsync(_token));
        }
        finally
        {
            Kill(worker);
        }

        static void Kill(int id)
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            process.Kill();
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Canceling_a_map_ends_the_wait_and_not_the_work()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var pool = await client.CreatePoolAsync(1, cancellationToken: _token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var mapping = pool.MapAsync<double, object?>(Sleep, [3], cancellationToken: cancel.Token);
        await using var behind = await pool.StartApplyAsync<double>(Sqrt, [4], cancellationToken: _token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => mapping);
        Assert.Equal(2.0, await behind.GetAsync(_token));
        await pool.TerminateAsync(_token);
    }

    [Fact(Timeout = 60_000)]
    public async Task Canceling_a_wait_for_an_imap_loses_no_result()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var pool = await client.CreatePoolAsync(2, cancellationToken: _token);
        await using var results = await pool.ImapAsync<int, double>(
            Sqrt, Enumerable.Range(0, 200).Select(i => i * i), cancellationToken: _token);
        var random = new Random(4);
        var seen = new List<double>();
        while (seen.Count < 200)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
            cancel.CancelAfter(TimeSpan.FromMilliseconds(random.Next(0, 3)));
            try
            {
                var (found, item) = await results.TryNextAsync(cancel.Token);
                Assert.True(found);
                seen.Add(item);
            }
            catch (OperationCanceledException)
            {
                _token.ThrowIfCancellationRequested();
            }
        }

        Assert.Equal(Enumerable.Range(0, 200).Select(i => (double)i), seen);
        Assert.False((await results.TryNextAsync(_token)).Found);
        await pool.TerminateAsync(_token);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_canceled_wait_for_an_imap_leaves_later_results_to_others()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var pool = await client.CreatePoolAsync(1, cancellationToken: _token);
        await using var results = await pool.ImapAsync<double, object?>(Sleep, [1.0], cancellationToken: _token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var waiting = results.TryNextAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        await using var lease = await client.LeaseAsync(_token); // as another program would
        await client.CallLeasedAsync<object?>(lease, results.Token, "__next__", [], null, _token);

        Assert.False((await results.TryNextAsync(_token)).Found);
        await pool.TerminateAsync(_token);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_timeout_that_a_function_raises_is_its_result()
    {
        const string Register = """
            import os, sys, tempfile
            folder = tempfile.mkdtemp()
            with open(os.path.join(folder, 'bridge_test_late.py'), 'w') as file:
                file.write('import multiprocessing\ndef late(n):\n    raise multiprocessing.TimeoutError("late", n)\n')
            sys.path.insert(0, folder)
            import bridge_test_late, shutil
            shutil.rmtree(folder)
            """;
        var forking = TestPythons.All[0];
        await using var server = await StockServer.StartAsync(forking, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var pool = await client.CreatePoolAsync(1, cancellationToken: _token);
        PythonGlobal late = new("bridge_test_late", "late");
        await using var result = await pool.StartApplyAsync<int>(late, [1], cancellationToken: _token);
        await using var results = await pool.ImapAsync<int, int>(late, [2], cancellationToken: _token);

        var first = await Assert.ThrowsAsync<RemoteException>(() => result.GetAsync(_token));
        var second = await Assert.ThrowsAsync<RemoteException>(async () => await results.TryNextAsync(_token));

        Assert.Equal(PythonTypes.MultiprocessingTimeoutError, first.PythonType);
        Assert.Equal(["late", 1L], first.Arguments);
        Assert.Equal(["late", 2L], second.Arguments);
        await pool.TerminateAsync(_token);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_callback_runs_in_the_server()
    {
        const string Register = "import sys; results = []; sys.modules['bridge_test_results'] = type(sys)('bridge_test_results');"
            + " sys.modules['bridge_test_results'].keep = results.append;"
            + " SyncManager.register('get_results', lambda: results)";
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var pool = await client.CreatePoolAsync(1, cancellationToken: _token);
        PythonGlobal keep = new("bridge_test_results", "keep");
        await using var good = await pool.StartApplyAsync<double>(Sqrt, [16], callback: keep, cancellationToken: _token);
        await using var bad = await pool.StartApplyAsync<double>(Sqrt, [-1], errorCallback: keep, cancellationToken: _token);
        await good.WaitAsync(_token);
        await bad.WaitAsync(_token);
        await using var kept = await client.CreateAsync("get_results", cancellationToken: _token);

        var results = await kept.GetValueAsync<List<object?>>(_token);

        Assert.Equal(4.0, results[0]);
        Assert.Equal(PythonTypes.ValueError, Assert.IsType<PythonException>(results[1]).PythonType);
        await pool.TerminateAsync(_token);
    }

    [Fact(Timeout = 20_000)]
    public async Task Numbers_that_make_no_sense_are_refused_before_anything_is_sent()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.CreatePoolAsync(0, cancellationToken: _token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => client.CreatePoolAsync(1, maxTasksPerChild: 0, cancellationToken: _token));
        await using var pool = await client.CreatePoolAsync(1, cancellationToken: _token);

        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = pool.ImapAsync<int, int>(Pow, [1], 0, _token); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = pool.MapAsync<int, int>(Pow, [1], 0, _token); });
        await pool.TerminateAsync(_token);
    }
}
