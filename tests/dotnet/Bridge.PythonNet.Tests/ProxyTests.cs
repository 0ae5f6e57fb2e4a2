using Bridge.Hosting;
using Bridge.Manager;
using Bridge.Proxies;
using Bridge.TestUtilities;
using Python.Runtime;

namespace Bridge.PythonNet.Tests;

public sealed class ProxyTests(PythonFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EmbeddedPython Python => fixture.Python;

    [Fact]
    public async Task One_list_is_shared_by_CSharp_embedded_Python_and_a_worker_process()
    {
        await using var manager = await Python.StartManagerProcessAsync(cancellationToken: Cancel);
        var before = await CountsAsync(manager.Client);
        await using (var list = await manager.Client.CreateListAsync<string>(Cancel))
        {
            await list.AppendAsync("C#", Cancel);
            await Python.RunAsync(
                () =>
                {
                    using var shared = Python.ToPython(list);
                    Assert.Equal("ListProxy", shared.GetPythonType().Name);
                    using var text = new PyString("embedded");
                    shared.InvokeMethod("append", text).Dispose();
                },
                Cancel);
            await using (var worker = PythonScript.Start(
                Python.Python.Executable,
                """
                import sys
                from multiprocessing.managers import ListProxy, Token
                address, ident, key = sys.argv[1:]
                shared = ListProxy(Token("list", address, ident), "pickle", authkey=bytes.fromhex(key))
                shared.append("worker")
                print("done")
                """,
                manager.Address.Path!, list.Token.Id, Convert.ToHexString(manager.AuthKey.ToArray())))
            {
                Assert.Equal("done", await worker.ReadLineAsync(Cancel));
            }

            Assert.Equal(["C#", "embedded", "worker"], await list.GetSnapshotAsync(Cancel));
        }

        await CountsReturnToAsync(manager.Client, before);
    }

    [Fact]
    public async Task A_proxy_made_in_Python_comes_back_as_Bridges()
    {
        await using var manager = await Python.StartManagerProcessAsync(cancellationToken: Cancel);
        var before = await CountsAsync(manager.Client);
        var list = await Python.RunAsync(
            () =>
            {
                using var made = Connect(manager);
                using var proxy = made.InvokeMethod("list", new PyList([new PyInt(1), new PyInt(2)]));
                return Python.FromPython<ListProxy<int>>(proxy);
            },
            Cancel);

        Assert.Equal([1, 2], await list.GetSnapshotAsync(Cancel)); // its proxy in Python is gone by now
        await list.DisposeAsync();
        await CountsReturnToAsync(manager.Client, before);
    }

    [Fact]
    public async Task Proxies_inside_of_values_travel_both_ways()
    {
        await using var manager = await Python.StartManagerProcessAsync(cancellationToken: Cancel);
        var before = await CountsAsync(manager.Client);
        await using (var dict = await manager.Client.CreateDictAsync<string, int>(Cancel))
        {
            await Python.CallAsync<object?>(
                "operator", "setitem", [new Dictionary<string, object?>(), "x", new object?[] { dict }], cancellationToken: Cancel);
            var back = await Python.CallAsync<List<DictProxy<string, int>>>("copy", "copy", [new[] { dict }], cancellationToken: Cancel);
            await back[0].SetItemAsync("a", 5, Cancel);

            Assert.Equal(5, await dict.GetItemAsync("a", Cancel));
            await back[0].DisposeAsync();
        }

        await CountsReturnToAsync(manager.Client, before);
    }

    [Fact]
    public async Task Any_typeid_arrives_as_its_own_proxy()
    {
        await using var manager = await Python.StartManagerProcessAsync(cancellationToken: Cancel);
        await using var queue = await manager.Client.CreateQueueAsync<int>(cancellationToken: Cancel);
        await using var value = await manager.Client.CreateValueAsync("i", 3, Cancel);
        await using var gate = await manager.Client.CreateLockAsync(Cancel);
        await Python.RunAsync(
            () =>
            {
                using var python = Python.ToPython(queue);
                python.InvokeMethod("put", new PyInt(8)).Dispose();
                using var number = Python.ToPython(value);
                number.SetAttr("value", new PyInt(4));
                using var mutex = Python.ToPython(gate);
                using var taken = mutex.InvokeMethod("acquire");
                Assert.True(taken.IsTrue());
            },
            Cancel);

        Assert.Equal(8, await queue.GetAsync(Cancel));
        Assert.Equal(4, await value.GetAsync(Cancel));
        Assert.False(await gate.TryAcquireAsync(TimeSpan.Zero, Cancel) is not null);
    }

    [Fact]
    public async Task Dynamic_code_takes_and_gives_proxies()
    {
        await using var manager = await Python.StartManagerProcessAsync(cancellationToken: Cancel);
        await using var list = await manager.Client.CreateListAsync<int>(Cancel);
        var same = await Python.RunAsync(
            () =>
            {
                using dynamic scope = Py.CreateScope();
                scope.Exec("def twice(shared):\n    shared.append(len(shared))\n    shared.append(len(shared))\n    return shared");
                using PyObject returned = scope.twice(list);
                return returned.As<ListProxy<int>>();
            },
            Cancel);

        Assert.Equal([0, 1], await same.GetSnapshotAsync(Cancel));
        Assert.Equal(list.Token.Id, same.Token.Id);
        await same.DisposeAsync();
    }

    [Fact]
    public async Task Two_managers_with_different_keys_do_not_mix()
    {
        await using var one = await Python.StartManagerProcessAsync(cancellationToken: Cancel);
        await using var other = await Python.StartManagerProcessAsync(cancellationToken: Cancel);
        await using var here = await one.Client.CreateListAsync<int>([1], Cancel);
        await using var there = await other.Client.CreateListAsync<int>([2], Cancel);

        using var length = await Python.CallAsync<PythonReference>("builtins", "getattr", [await BuiltinsAsync(), "len"], cancellationToken: Cancel);
        using var map = await Python.CallAsync<PythonReference>("builtins", "map", [length, new[] { here, there }], cancellationToken: Cancel);

        Assert.Equal([1, 1], await Python.CallAsync<List<int>>("builtins", "list", [map], cancellationToken: Cancel));
    }

    private static PyObject Connect(ManagerProcess manager)
    {
        using var managers = Py.Import("multiprocessing.managers");
        using var address = new PyString(manager.Address.Path!);
        using var key = PythonEngine.Eval($"bytes.fromhex('{Convert.ToHexString(manager.AuthKey.ToArray())}')");
        using var keywords = Py.kw("address", address, "authkey", key);
        var connected = managers.InvokeMethod("SyncManager", Array.Empty<PyObject>(), keywords);
        connected.InvokeMethod("connect").Dispose();
        return connected;
    }

    private static async Task<Dictionary<string, int>> CountsAsync(ManagerClient client) =>
        (await client.GetObjectsAsync(Cancel)).ToDictionary(referent => referent.Id, referent => referent.ReferenceCount);

    private async Task CountsReturnToAsync(ManagerClient client, Dictionary<string, int> before)
    {
        await Python.CallAsync<int>("gc", "collect", cancellationToken: Cancel);
        await Retry.UntilAsync(
            "the counts are where they were",
            async () => (await CountsAsync(client)).OrderBy(pair => pair.Key).SequenceEqual(before.OrderBy(pair => pair.Key)));
    }

    private Task<PythonReference> BuiltinsAsync() =>
        Python.CallAsync<PythonReference>("importlib", "import_module", ["builtins"], cancellationToken: Cancel);
}
