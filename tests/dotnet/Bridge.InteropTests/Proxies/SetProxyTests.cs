using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class SetProxyTests(SharedManager python)
{
    private static readonly Version NativeSince = new(3, 14);
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Every_method_does_the_same_on_a_set_and_on_a_hosted_one(TestPython interpreter)
    {
        await using var server = await StockServer.StartAsync(interpreter, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var set = await client.CreateSetAsync([1, 2, 3], _token);
        Assert.Equal(interpreter.Version >= NativeSince ? "set" : "AsyncResult", set.Token.TypeId);

        Assert.True(await set.ContainsAsync(1, _token));
        Assert.False(await set.ContainsAsync(9, _token));
        Assert.Equal(3, await set.GetCountAsync(_token));
        Assert.Equal([1, 2, 3, 4], (await set.UnionAsync([3, 4], _token)).Order());
        Assert.Equal([3], await set.IntersectionAsync([3, 4], _token));
        Assert.Equal([1, 2], (await set.DifferenceAsync([3, 4], _token)).Order());
        Assert.Equal([4], await set.DifferenceFromAsync([3, 4], _token));
        Assert.Equal([1, 2, 4], (await set.SymmetricDifferenceAsync([3, 4], _token)).Order());

        Assert.True(await set.IsDisjointAsync([4], _token));
        Assert.False(await set.IsDisjointAsync([3], _token));
        Assert.True(await set.IsSubsetOfAsync([1, 2, 3], _token));
        Assert.False(await set.IsSubsetOfAsync([1, 2], _token));
        Assert.True(await set.IsProperSubsetOfAsync([1, 2, 3, 4], _token));
        Assert.False(await set.IsProperSubsetOfAsync([1, 2, 3, 3], _token));
        Assert.False(await set.IsProperSubsetOfAsync([1, 2, 4, 5], _token));
        Assert.True(await set.IsSupersetOfAsync([1, 2, 3], _token));
        Assert.False(await set.IsSupersetOfAsync([4], _token));
        Assert.True(await set.IsProperSupersetOfAsync([1, 1, 2], _token));
        Assert.False(await set.IsProperSupersetOfAsync([1, 2, 3], _token));
        Assert.False(await set.IsProperSupersetOfAsync([1, 4], _token));

        await set.AddAsync(4, _token);
        await set.AddAsync(4, _token);
        await set.UpdateAsync([5, 6], _token);
        await set.RemoveAsync(1, _token);
        await set.DiscardAsync(1, _token);
        Assert.Equal([2, 3, 4, 5, 6], (await set.GetSnapshotAsync(_token)).Order());
        await set.IntersectionUpdateAsync([2, 3, 4, 5, 9], _token);
        await set.DifferenceUpdateAsync([2, 9], _token);
        await set.SymmetricDifferenceUpdateAsync([5, 7], _token);
        Assert.Equal([3, 4, 7], (await set.GetSnapshotAsync(_token)).Order());

        var missing = await Assert.ThrowsAsync<RemoteException>(async () => await set.RemoveAsync(1, _token));
        Assert.Equal((PythonTypes.KeyError, "KeyError: 1"), (missing.PythonType, missing.Message));
        Assert.Contains(await set.PopAsync(_token), new[] { 3, 4, 7 });
        Assert.True((await set.TryPopAsync(_token)).Found);
        await set.ClearAsync(_token);
        Assert.Equal((false, 0), await set.TryPopAsync(_token));
        Assert.Equal(0, await set.GetCountAsync(_token));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_set_compares_as_Python_does(TestPython interpreter)
    {
        await using var server = await StockServer.StartAsync(interpreter, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var set = await client.CreateSetAsync<object?>([1L, null, "ä", (1, 2)], _token);

        Assert.True(await set.ContainsAsync(1.0, _token));
        Assert.True(await set.ContainsAsync(true, _token));
        Assert.True(await set.ContainsAsync(null, _token));
        Assert.True(await set.ContainsAsync((1L, 2.0), _token));
        Assert.Equal(4, await set.GetCountAsync(_token));
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await set.AddAsync(new List<int>(), _token));
        Assert.Contains("is not hashable", error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Two_clients_share_a_set_that_a_program_registered(TestPython interpreter)
    {
        await using var server = await StockServer.StartAsync(interpreter, _token, register: """
            shared = {'a'}
            SyncManager.register('get_set', callable=lambda: shared)
            """);
        await using var client = await server.ConnectAsync(_token);
        await using var other = await server.ConnectAsync(_token);
        await using var set = await client.GetSetAsync<string>("get_set", _token);
        await using var same = await other.GetSetAsync<string>("get_set", _token);

        await set.AddAsync("b", _token);

        Assert.Equal(["a", "b"], (await same.GetSnapshotAsync(_token)).Order());
        Assert.Equal(2, await same.GetCountAsync(_token));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetArrayAsync<int>("get_set", _token));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_Python_program_calls_the_methods_of_a_set(TestPython interpreter)
    {
        await using var server = await StockServer.StartAsync(interpreter, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var set = await client.CreateSetAsync(["a"], _token);
        await using var script = PythonScript.Start(
            interpreter.Path,
            """
            import multiprocessing, sys
            from multiprocessing import managers
            key = b'its own key'
            multiprocessing.current_process().authkey = key
            typeid, ident, port = sys.argv[1:]
            token = managers.Token(typeid, ('127.0.0.1', int(port)), ident)
            if typeid == 'set':
                shared = managers.SetProxy(token, 'pickle', authkey=key)
                shared |= {'b'}
            else:
                shared = managers.AutoProxy(
                    token, 'pickle', authkey=key, exposed=('add', 'copy', 'issuperset'))
                shared.add('b')
            print(shared.issuperset(['b']), sorted(shared.copy()))
            sys.stdin.readline()
            """,
            set.Token.TypeId,
            set.Token.Id,
            server.Address.ToString().Split(':')[^1]);

        Assert.Equal("True ['a', 'b']", await script.ReadLineAsync(_token));
        Assert.Equal(["a", "b"], (await set.GetSnapshotAsync(_token)).Order());
    }

    [Fact(Timeout = 60_000)]
    public async Task Many_tasks_add_to_one_set()
    {
        await using var set = await python.Client.CreateSetAsync<int>(_token);

        await Parallel.ForAsync(0, 500, _token, async (i, token) => await set.AddAsync(i % 100, token));

        Assert.Equal(Enumerable.Range(0, 100), (await set.GetSnapshotAsync(_token)).Order());
    }
}
