using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Manager;

/// <summary>The manager is killed, and another one listens at the same address.</summary>
public class RestartTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [TestPythons.All[0], TestPythons.All[^1]];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Pythons))]
    public async Task Fifty_tasks_see_the_right_exception_in_time_and_new_objects_work(TestPython python)
    {
        var server = await StockServer.StartAsync(python, _token);
        var timeout = TimeSpan.FromSeconds(10);
        await using var client = await server.ConnectAsync(
            _token, new ManagerClientOptions { CallTimeout = timeout });
        var changes = new System.Collections.Concurrent.ConcurrentQueue<ManagerClientStateChangedEventArgs>();
        client.StateChanged += (_, change) => changes.Enqueue(change);
        var old = client.Server;
        await using var list = await client.CreateListAsync<int>(_token);
        await using var queue = await client.CreateQueueAsync<int>(cancellationToken: _token);
        await using var gate = await client.CreateLockAsync(_token);
        var calls = 0;
        using var working = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var tasks = Enumerable.Range(0, 50).Select(number => Task.Run(async () =>
        {
            var errors = new List<Exception>();
            while (true)
            {
                var started = System.Diagnostics.Stopwatch.GetTimestamp();
                try
                {
                    await ((number % 3) switch
                    {
                        0 => list.AppendAsync(number, _token).AsTask(),
                        1 => queue.GetAsync(_token),
                        _ => HoldAsync(gate),
                    });
                }
                catch (BridgeException error)
                {
                    Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(started), TimeSpan.Zero, timeout);
                    errors.Add(error);
                    if (error is StaleProxyException)
                    {
                        return errors;
                    }

                    await Task.Delay(20, _token);
                }

                Interlocked.Increment(ref calls);
            }
        })).ToArray();
        await Retry.UntilAsync("the tasks are at work", () => Volatile.Read(ref calls) > 500);

        server.Kill();
        await server.DisposeAsync();
        await using var next = await StockServer.StartAsync(python, _token, server.Address.Port);
        var all = await Task.WhenAll(tasks);

        // First the calls in flight, then the attempts to connect, at last the new server.
        Assert.All(all, errors =>
        {
            Assert.IsType<StaleProxyException>(errors[^1]);
            Assert.All(errors.SkipLast(1), error => Assert.True(Assert.IsType<BridgeConnectionException>(error).IsTransient));
        });
        await using var fresh = await client.CreateListAsync<int>(_token);
        await fresh.AppendAsync(1, _token);
        Assert.Equal([1], await fresh.GetSnapshotAsync(_token));
        var stale = await Assert.ThrowsAsync<StaleProxyException>(async () => await list.GetCountAsync(_token));
        Assert.Contains("was restarted", stale.Message, StringComparison.Ordinal);
        Assert.NotSame(old, client.Server);
        Assert.Contains(changes, change => change.State == ManagerClientState.Disconnected);
        await Retry.UntilAsync("the restart was told", () => changes.Any(change => change.IsRestart));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Disposing_a_stale_proxy_touches_nothing_on_the_new_server(TestPython python)
    {
        var server = await StockServer.StartAsync(python, _token);
        await using var client = await server.ConnectAsync(_token);
        var old = new List<ListProxy<int>>();
        for (var i = 0; i < 20; i++)
        {
            old.Add(await client.CreateListAsync<int>(_token));
        }

        await server.DisposeAsync();
        await using var next = await StockServer.StartAsync(python, _token, server.Address.Port);
        await using var other = await next.ConnectAsync(_token);
        var alive = new List<ListProxy<int>>();
        for (var i = 0; i < 20; i++)
        {
            alive.Add(await other.CreateListAsync<int>(_token)); // often under the same idents
        }

        foreach (var proxy in old)
        {
            await proxy.DisposeAsync();
        }

        await client.DisposeAsync(); // has sent what it had to send
        Assert.Equal(20, await other.GetObjectCountAsync(_token));
        Assert.All(await other.GetObjectsAsync(_token), o => Assert.Equal(1, o.ReferenceCount));
        GC.KeepAlive(alive);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_referent_whose_last_reference_somebody_gave_back_is_stale()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var list = await client.CreateListAsync<int>(_token);
        await using var script = PythonScript.Start(TestPythons.All[^1].Path, """
            import sys
            from multiprocessing.connection import Client
            c = Client(('127.0.0.1', int(sys.argv[1])), authkey=b'its own key')
            c.send((None, 'decref', (sys.argv[2],), {}))
            print(c.recv())
            """, $"{server.Address.Port}", list.Token.Id);
        await script.ReadLineAsync(_token);

        var error = await Assert.ThrowsAsync<StaleProxyException>(async () => await list.GetCountAsync(_token));

        Assert.Equal(list.Token.Id, error.Ident);
        Assert.Contains("more references than it held", error.Message, StringComparison.Ordinal);
    }

    private async Task HoldAsync(LockProxy gate)
    {
        await using (await gate.AcquireAsync(_token))
        {
        }
    }
}
