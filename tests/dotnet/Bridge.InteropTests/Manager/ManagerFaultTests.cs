using System.Diagnostics;
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Manager;

/// <summary>What happens to calls when a server, a thread of it, or the client goes away.</summary>
public class ManagerFaultTests
{
    private const string Register = """
        import time

        class Odd(list):
            def append(self, item):
                if item == 'hang':
                    time.sleep(600)
                raise SystemExit

        class Failing(object):
            def noted(self):
                error = ValueError('no luck', 7)
                error.code = 12
                if hasattr(error, 'add_note'):
                    error.add_note('try later')
                raise error
            def own(self):
                raise Own('mine', 3)
            def die(self):
                raise SystemExit

        class Own(Exception):
            def __init__(self, *args):
                Exception.__init__(self, *args)
                self.extra = [1]

        from multiprocessing.managers import ListProxy
        SyncManager.register('Odd', Odd, ListProxy)
        SyncManager.register('Failing', Failing)
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_server_thread_that_ends_or_hangs_fails_the_call_in_time_and_the_next_one_works(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(
            _token, new ManagerClientOptions { CallTimeout = TimeSpan.FromSeconds(1), Lanes = 1 });
        await using var list = await client.CreateAsync<ListProxy<string>>("Odd", cancellationToken: _token);

        foreach (var item in new[] { "die", "hang" })
        {
            var start = Stopwatch.GetTimestamp();
            var error = await Assert.ThrowsAsync<BridgeConnectionException>(async () => await list.AppendAsync(item, _token));
            Assert.True(error.IsTransient);
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
            Assert.Equal(0, await list.GetCountAsync(_token));
        }
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_custom_method_that_ends_its_thread_ends_the_call_without_a_deadline(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(
            _token, new ManagerClientOptions { CallTimeout = null, SilentThreadPatience = TimeSpan.FromSeconds(1) });
        await using var failing = await client.CreateAsync("Failing", cancellationToken: _token);

        await Assert.ThrowsAsync<BridgeConnectionException>(() => failing.CallAsync("die", cancellationToken: _token));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task An_exception_arrives_with_arguments_attributes_and_notes(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var failing = await client.CreateAsync("Failing", cancellationToken: _token);

        var noted = await Assert.ThrowsAsync<RemoteException>(() => failing.CallAsync("noted", cancellationToken: _token));
        var own = await Assert.ThrowsAsync<RemoteException>(() => failing.CallAsync("own", cancellationToken: _token));

        Assert.Equal(PythonTypes.ValueError, noted.PythonType);
        Assert.Equal(["no luck", 7L], noted.Arguments);
        Assert.Equal(12L, noted.Attributes["code"]);
        Assert.Equal(python.Version >= new Version(3, 11) ? ["try later"] : [], noted.Notes);
        Assert.Equal("__main__.Own", own.PythonType);
        Assert.Equal(["mine", 3L], own.Arguments);
        Assert.Equal([1L], Assert.IsType<List<object?>>(own.Attributes["extra"]));
    }

    [Fact(Timeout = 60_000)]
    public async Task Disposing_the_client_ends_every_call()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        var client = await server.ConnectAsync(_token);
        await using var list = await client.CreateListAsync<int>(_token);
        await using var queue = await client.CreateQueueAsync<int>(cancellationToken: _token);
        var calls = 0;
        var tasks = Enumerable.Range(0, 40).Select(number => Task.Run(async () =>
        {
            while (true)
            {
                try
                {
                    await (number % 2 == 0 ? list.AppendAsync(1, _token).AsTask() : queue.GetAsync(_token));
                    Interlocked.Increment(ref calls);
                }
                catch (Exception error)
                {
                    return error;
                }
            }
        })).ToArray();
        await Retry.UntilAsync("calls are under way", () => Volatile.Read(ref calls) > 200);

        await client.DisposeAsync();

        Assert.All(
            await Task.WhenAll(tasks),
            error => Assert.True(error is ObjectDisposedException or BridgeConnectionException, error.ToString()));
        Assert.Equal(ManagerClientState.Disposed, client.State);
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_thousand_proxies_live_at_once_and_leave_nothing()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[0], _token);
        await using var client = await server.ConnectAsync(_token);

        // All at once: the backlog of this server is 16.
        var lists = await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => client.CreateListAsync<int>(_token)));
        Assert.Equal(2000, await client.GetObjectCountAsync(_token));
        await Task.WhenAll(lists.Select((list, index) => list.AppendAsync(index, _token).AsTask()));
        Assert.Equal([1999], await lists[^1].GetSnapshotAsync(_token));
        foreach (var list in lists)
        {
            await list.DisposeAsync();
        }

        await Retry.UntilAsync("the references are back", async () => await client.GetObjectCountAsync(_token) == 0);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_on_all_interfaces_is_its_own_under_any_name()
    {
        await using var script = PythonScript.Start(TestPythons.All[^1].Path, """
            from multiprocessing.managers import SyncManager
            server = SyncManager(('', 0), b'its own key').get_server()
            print(server.address[1])
            server.serve_forever()
            """);
        var port = int.Parse(await script.ReadLineAsync(_token), null);
        var inside = ManagerAddress.Tcp("10.255.255.1", port); // where it says that it is, in its container
        await using var client = await ManagerClient.ConnectAsync(
            ManagerAddress.Tcp("localhost", port),
            AuthKey.FromString(StockServer.Key),
            new ManagerClientOptions
            {
                RewriteAddress = address => address.Equals(inside) ? ManagerAddress.Tcp("localhost", port) : address,
            },
            _token);
        await using var dict = await client.CreateDictAsync<string, ListProxy<int>>(_token);
        await using var list = await client.CreateListAsync<int>(_token);

        await dict.SetItemAsync("list", list, _token);
        await using var again = await dict.GetItemAsync("list", _token);
        await again.AppendAsync(4, _token);

        Assert.Equal([4], await list.GetSnapshotAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Reads_are_made_again_when_the_options_say_so()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(
            _token, new ManagerClientOptions { ReadRetries = 1, Lanes = 1 });
        await using var list = await client.CreateAsync<ListProxy<string>>("Odd", cancellationToken: _token);
        var changes = new System.Collections.Concurrent.ConcurrentQueue<ManagerClientState>();
        client.StateChanged += (_, change) => changes.Enqueue(change.State);

        // The thread that the append ends takes the read behind it on the same lane along.
        var append = list.AppendAsync("die", _token).AsTask();
        var count = list.GetCountAsync(_token).AsTask();

        Assert.Equal(0, await count);
        await Assert.ThrowsAsync<BridgeConnectionException>(() => append);
        await Retry.UntilAsync("both changes were told", () => changes.Count >= 2);
        Assert.Equal([ManagerClientState.Disconnected, ManagerClientState.Connected], changes);
    }
}
