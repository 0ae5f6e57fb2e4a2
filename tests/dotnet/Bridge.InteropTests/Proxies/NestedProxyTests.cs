using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>Proxies inside of values: what one side stores, the other reads as a working proxy.</summary>
public class NestedProxyTests
{
    /// <summary>Python's side: it gets at the same objects by a shared dict, with its own proxies.</summary>
    private const string Register = """
        shared = {}
        SyncManager.register('get_shared', callable=lambda: shared,
                             proxytype=__import__('multiprocessing.managers').managers.DictProxy)
        """;

    private const string Python = """
        import ast, multiprocessing, sys
        from multiprocessing.managers import SyncManager, DictProxy

        multiprocessing.current_process().authkey = b'its own key'
        SyncManager.register('get_shared', proxytype=DictProxy)
        manager = SyncManager(ast.literal_eval(sys.argv[1]), b'its own key')
        manager.connect()
        shared = manager.get_shared()
        for line in sys.stdin:
            try:
                exec(line)
            except Exception as error:
                print(repr(error))
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_list_that_dotnet_stores_is_extended_in_Python_and_seen_here(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var shared = await client.GetDictAsync<string, object?>("get_shared", _token);
        await using var script = Start(python, server);
        await using var list = await client.CreateListAsync<int>(_token);
        await list.AppendAsync(1, _token);

        await shared.SetItemAsync("list", list, _token);
        var seen = await AskAsync(
            script, "p = shared['list']; p.extend([2, 3]); print(type(p).__name__, p._getvalue())");

        Assert.Equal("ListProxy [1, 2, 3]", seen);
        Assert.Equal([1, 2, 3], await list.GetSnapshotAsync(_token));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Proxies_that_Python_stores_work_here_by_type_and_untyped(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var shared = await client.GetDictAsync<string, object?>("get_shared", _token);
        await using var lists = await client.GetDictAsync<string, ListProxy<int>>("get_shared", _token);
        await using var script = Start(python, server);

        Assert.Equal("ok", await AskAsync(script, "shared['list'] = manager.list([1]); print('ok')"));
        await using var untyped = Assert.IsType<ObjectProxy>(await shared.GetItemAsync("list", _token));
        await using var typed = await lists.GetItemAsync("list", _token);
        await typed.AppendAsync(2, _token);
        await untyped.CallAsync("append", [3], cancellationToken: _token);

        Assert.Equal("[1, 2, 3]", await AskAsync(script, "print(shared['list']._getvalue())"));
        Assert.Contains("append", untyped.ExposedMethods);
        Assert.Equal([1, 2, 3], await untyped.As<ListProxy<int>>().GetSnapshotAsync(_token));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Three_levels_deep_both_ways(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var shared = await client.GetDictAsync<string, object?>("get_shared", _token);
        await using var script = Start(python, server);

        // C#: dict -> dict -> list -> list, in plain containers too
        await using var inner = await client.CreateListAsync<string>(_token);
        await using var middle = await client.CreateListAsync<object?>(_token);
        await using var outer = await client.CreateDictAsync<string, object?>(_token);
        await inner.AppendAsync("from C#", _token);
        await middle.AppendAsync(new Dictionary<string, object?> { ["plain"] = new object?[] { inner, inner } }, _token);
        await outer.SetItemAsync("middle", middle, _token);
        await shared.SetItemAsync("outer", outer, _token);
        Assert.Equal("['from C#', 'from Python'] True", await AskAsync(
            script,
            "a, b = shared['outer']['middle'][0]['plain']; a.append('from Python'); print(b._getvalue(), a._id == b._id)"));
        Assert.Equal(["from C#", "from Python"], await inner.GetSnapshotAsync(_token));

        // Python: the same, and back
        Assert.Equal("ok", await AskAsync(
            script,
            "i = manager.list(['py']); m = manager.list([{'plain': (i, i)}]); o = manager.dict(middle=m); "
            + "shared['back'] = o; print('ok')"));
        await using var back = (ObjectProxy)(await shared.GetItemAsync("back", _token))!;
        await using var second = await back.As<DictProxy<string, ListProxy<Dictionary<string, PythonTuple>>>>()
            .GetItemAsync("middle", _token);
        var plain = (await second.GetItemAsync(0, _token))["plain"];
        await using var first = (ObjectProxy)plain[0]!;
        Assert.Same(first, plain[1]);
        await first.As<ListProxy<string>>().AppendAsync("C#", _token);
        Assert.Equal("['py', 'C#']", await AskAsync(script, "print(i._getvalue())"));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_queue_goes_in_and_comes_out_on_servers_that_cannot_unpickle_an_AutoProxy_too(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var shared = await client.GetDictAsync<string, QueueProxy<string>>("get_shared", _token);
        await using var script = Start(python, server);
        await using var queue = await client.CreateQueueAsync<string>(cancellationToken: _token);

        await shared.SetItemAsync("queue", queue, _token);
        var seen = await AskAsync(script, "q = shared['queue']; q.put('hi'); print(q.qsize())");
        await using var again = await shared.GetItemAsync("queue", _token);

        Assert.Equal("1", seen);
        Assert.Equal("hi", await again.GetAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task After_disposal_the_census_is_where_it_was_except_for_what_CPython_stashes()
    {
        await using var server = await StockServer.StartAsync(TestPythons.Usable[^1], _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        var before = await client.CensusAsync(_token);
        Assert.Empty(before.Objects);
        Assert.Empty(before.StashedIds!);

        string ident;
        await using (var dict = await client.CreateDictAsync<string, ListProxy<int>>(_token))
        await using (var list = await client.CreateListAsync<int>(_token))
        {
            ident = list.Token.Id;
            await dict.SetItemAsync("list", list, _token);
            var copies = await dict.GetSnapshotAsync(_token);
            await using var copy = copies["list"];
            var during = await client.CensusAsync(_token);

            Assert.Equal(2, during.Objects.Count);
            var entry = Assert.Single(during.Objects, o => o.Id == ident);
            Assert.Equal((2, 2, 0, true), (entry.ReferenceCount, entry.HeldHere, entry.HeldElsewhere, entry.IsStashed));
            Assert.Contains("nested", during.ToString(), StringComparison.Ordinal);
        }

        await Retry.UntilAsync("the references are back", async () => (await client.GetObjectCountAsync(_token)) == 0);
        var after = await client.CensusAsync(_token);
        Assert.Empty(after.Objects);
        Assert.Equal(0, after.HeldHere);
        Assert.Equal([ident], after.StashedIds);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_proxy_of_another_manager_is_refused_before_anything_is_sent()
    {
        await using var one = await StockServer.StartAsync(TestPythons.Usable[0], _token);
        await using var other = await StockServer.StartAsync(TestPythons.Usable[0], _token);
        await using var client = await one.ConnectAsync(_token);
        await using var twin = await one.ConnectAsync(_token);
        await using var foreign = await other.ConnectAsync(_token);
        await using var list = await client.CreateListAsync<object?>(_token);
        await using var sibling = await twin.CreateListAsync<int>(_token);
        await using var stranger = await foreign.CreateListAsync<int>(_token);

        await list.AppendAsync(sibling, _token);
        var error = await Assert.ThrowsAsync<PicklingException>(async () => await list.AppendAsync(stranger, _token));

        Assert.Contains(foreign.Address.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await list.GetCountAsync(_token));
        Assert.Throws<PicklingException>(() => PickleSerializer.Serialize(stranger));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_token_of_another_manager_is_followed_with_the_same_key()
    {
        await using var one = await StockServer.StartAsync(TestPythons.Usable[^1], _token, register: Register);
        await using var other = await StockServer.StartAsync(TestPythons.Usable[^1], _token, register: Register);
        await using var client = await one.ConnectAsync(_token);
        await using var shared = await client.GetDictAsync<string, ListProxy<int>>("get_shared", _token);
        await using var script = Start(TestPythons.Usable[^1], one);
        var elsewhere = $"('127.0.0.1', {other.Address.Port})";

        Assert.Equal("ok", await AskAsync(
            script,
            $"m = SyncManager({elsewhere}, b'its own key'); m.connect(); l = m.list([5]); shared['far'] = l; print('ok')"));
        await using var far = await shared.GetItemAsync("far", _token);

        Assert.Equal([5], await far.GetSnapshotAsync(_token));
    }

    private static PythonScript Start(TestPython python, StockServer server) =>
        PythonScript.Start(python.Path, Python, $"('127.0.0.1', {server.Address.Port})");

    private async Task<string> AskAsync(PythonScript script, string line)
    {
        await script.WriteLineAsync(line);
        return await script.ReadLineAsync(_token);
    }
}
