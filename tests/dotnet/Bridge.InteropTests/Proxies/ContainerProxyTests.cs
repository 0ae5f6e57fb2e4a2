using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class ContainerProxyTests(SharedManager python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task A_dict_does_what_a_dict_does()
    {
        await using var dict = await python.Client.CreateDictAsync<string, long>(_token);
        await dict.SetItemAsync("a", 1, _token);
        await dict.UpdateAsync([new("b", 2), new("c", 3)], _token);

        Assert.Equal(1, await dict.GetItemAsync("a", _token));
        Assert.Equal((true, 2L), await dict.TryGetItemAsync("b", _token));
        Assert.Equal((false, 0L), await dict.TryGetItemAsync("zz", _token));
        Assert.True(await dict.ContainsKeyAsync("c", _token));
        Assert.Equal(3, await dict.GetCountAsync(_token));
        Assert.Equal(["a", "b", "c"], await dict.GetKeysAsync(_token));
        Assert.Equal([1, 2, 3], await dict.GetValuesAsync(_token));
        Assert.Equal(new Dictionary<string, long> { ["a"] = 1, ["b"] = 2, ["c"] = 3 }, await dict.GetSnapshotAsync(_token));
        Assert.Equal(1, await dict.SetDefaultAsync("a", 9, _token));
        Assert.Equal(1, await dict.PopAsync("a", _token));
        Assert.Equal(KeyValuePair.Create("c", 3L), await dict.PopItemAsync(_token));
        await dict.DeleteItemAsync("b", _token);
        Assert.Equal(0, await dict.GetCountAsync(_token));

        var error = await Assert.ThrowsAsync<RemoteException>(async () => await dict.GetItemAsync("b", _token));
        Assert.Equal((PythonTypes.KeyError, "KeyError: 'b'"), (error.PythonType, error.Message));
        await dict.ClearAsync(_token);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_list_does_what_a_list_does()
    {
        await using var list = await python.Client.CreateListAsync<int>(_token);
        await list.AppendAsync(3, _token);
        await list.ExtendAsync([1, 2, 2], _token);
        await list.InsertAsync(0, 0, _token);

        Assert.Equal([0, 3, 1, 2, 2], await list.GetSnapshotAsync(_token));
        Assert.Equal([3, 1], await list.GetSliceAsync(1, 3, _token));
        Assert.Equal(2, await list.GetItemAsync(-1, _token));
        Assert.Equal(2, await list.CountOfAsync(2, _token));
        Assert.Equal(1, await list.IndexOfAsync(3, _token));
        Assert.True(await list.ContainsAsync(1, _token));
        await list.SortAsync(_token);
        await list.ReverseAsync(_token);
        Assert.Equal(3, await list.PopAsync(0, _token));
        await list.SetItemAsync(0, 7, _token);
        await list.RemoveAsync(7, _token);
        await list.DeleteItemAsync(-1, _token);
        Assert.Equal([2, 1], await list.GetSnapshotAsync(_token));
        await list.ClearAsync(_token);
        Assert.Equal(0, await list.GetCountAsync(_token));

        var error = await Assert.ThrowsAsync<RemoteException>(async () => await list.PopAsync(cancellationToken: _token));
        Assert.Equal(PythonTypes.IndexError, error.PythonType);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_namespace_keeps_attributes()
    {
        await using var space = await python.Client.CreateNamespaceAsync(_token);
        await space.SetAttributeAsync("x", 5, _token);
        await space.SetAttributeAsync("y", "why", _token);

        Assert.Equal(5, await space.GetAttributeAsync<int>("x", _token));
        Assert.Equal((false, null), await space.TryGetAttributeAsync<string>("z", _token));
        Assert.Equal(["x", "y"], (await space.GetSnapshotAsync(_token)).Keys);
        await space.DeleteAttributeAsync("x", _token);
        Assert.Equal((false, 0), await space.TryGetAttributeAsync<int>("x", _token));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_value_keeps_one_value()
    {
        await using var value = await python.Client.CreateValueAsync("d", 1.5, _token);

        await value.SetAsync(2.5, _token);

        Assert.Equal(2.5, await value.GetAsync(_token));
    }

    [Fact(Timeout = 20_000)]
    public async Task An_iterator_comes_back_as_a_proxy_of_its_own()
    {
        var before = await python.Client.GetObjectCountAsync(_token);
        await using (var dict = await python.Client.CreateAsync(
            "dict", [new PythonDict { { "k", 1L } }], cancellationToken: _token))
        await using (var iterator = await dict.CallAsync<ObjectProxy>("__iter__", cancellationToken: _token))
        {
            Assert.Equal("Iterator", iterator.Token.TypeId);
            Assert.Equal("k", await iterator.CallAsync<string>("__next__", cancellationToken: _token));
            var end = await Assert.ThrowsAsync<RemoteException>(
                () => iterator.CallAsync<string>("__next__", cancellationToken: _token));
            Assert.Equal(PythonTypes.StopIteration, end.PythonType);
            Assert.Equal("{'k': 1}", await dict.CallAsync<string>("__str__", cancellationToken: _token));
            Assert.Equal(1L, (await dict.GetValueAsync<Dictionary<string, long>>(_token))["k"]);
        }

        await Retry.UntilAsync("both references are given back", async () =>
            await python.Client.GetObjectCountAsync(_token) <= before);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_disposed_proxy_refuses_calls()
    {
        var list = await python.Client.CreateListAsync<int>(_token);
        await list.DisposeAsync();
        await list.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await list.GetCountAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Many_tasks_share_one_client()
    {
        await using var dict = await python.Client.CreateDictAsync<int, int>(_token);

        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = _token },
            async (i, token) =>
            {
                await dict.SetItemAsync(i, -i, token);
                Assert.Equal(-i, await dict.GetItemAsync(i, token));
            });

        Assert.Equal(2000, await dict.GetCountAsync(_token));
    }
}
