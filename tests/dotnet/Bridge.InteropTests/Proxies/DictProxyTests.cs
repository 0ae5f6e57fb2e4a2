using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class DictProxyTests(SharedManager python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    private sealed record Point(int X, int Y);

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Every_method_does_what_it_does_in_Python(TestPython interpreter)
    {
        await using var server = await StockServer.StartAsync(interpreter, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var dict = await client.CreateDictAsync<string, int>([new("a", 1), new("b", 2)], _token);

        Assert.Equal([new("a", 1), new("b", 2)], await dict.GetItemsAsync(_token));
        Assert.Equal(["b", "a"], await dict.GetReversedKeysAsync(_token));
        Assert.Equal(1, await dict.GetItemOrDefaultAsync("a", 7, _token));
        Assert.Equal(7, await dict.GetItemOrDefaultAsync("z", 7, _token));
        Assert.Equal(
            [new("a", 1), new("b", 20), new("c", 30)],
            await dict.MergeAsync([new("b", 20), new("c", 30)], _token));
        Assert.Equal(
            [new("b", 2), new("c", 30), new("a", 1)],
            await dict.MergeIntoAsync([new("b", 20), new("c", 30)], _token));
        Assert.Equal([new("a", 1), new("b", 2)], await dict.GetSnapshotAsync(_token));

        Assert.Equal([new("x", 9), new("y", 9)], await dict.FromKeysAsync(["x", "y"], 9, _token));
        await dict.UpdateAsync([new("b", 3), new("c", 4)], _token);
        Assert.Equal(5, await dict.SetDefaultAsync("d", 5, _token));
        Assert.Equal((true, 5), await dict.TryPopAsync("d", _token));
        Assert.Equal((false, 0), await dict.TryPopAsync("d", _token));
        Assert.Equal((false, 0), await dict.TryGetItemAsync("d", _token));
        Assert.Equal(new("c", 4), await dict.PopItemAsync(_token));
        Assert.Equal(3, await dict.PopAsync("b", _token));
        Assert.Equal(["a"], await dict.GetKeysAsync(_token));
        Assert.Equal([1], await dict.GetValuesAsync(_token));
        Assert.True(await dict.ContainsKeyAsync("a", _token));
        await dict.SetItemAsync("a", 2, _token);
        Assert.Equal(2, await dict.GetItemAsync("a", _token));
        await dict.DeleteItemAsync("a", _token);
        Assert.Equal(0, await dict.GetCountAsync(_token));
        var empty = await Assert.ThrowsAsync<RemoteException>(async () => await dict.PopItemAsync(_token));
        Assert.Equal(PythonTypes.KeyError, empty.PythonType);
        await dict.ClearAsync(_token);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(1000)]
    public async Task An_enumeration_reads_every_item_but_those_deleted_meanwhile(int chunkSize)
    {
        await using var dict = await python.Client.CreateDictAsync(
            Enumerable.Range(0, 300).Select(i => KeyValuePair.Create(i, -i)), _token);
        var seen = new List<KeyValuePair<int, int>>();

        await foreach (var item in dict.EnumerateAsync(chunkSize, _token))
        {
            if (seen.Count == 0)
            {
                await dict.DeleteItemAsync(299, _token);
            }

            seen.Add(item);
        }

        Assert.Equal(Enumerable.Range(0, chunkSize == 1000 ? 300 : 299).Select(i => KeyValuePair.Create(i, -i)), seen);
    }

    [Fact(Timeout = 20_000)]
    public async Task Keys_that_Python_hashes_are_keys()
    {
        await using var tuples = await python.Client.CreateDictAsync<(int, string), int>([new((1, "a"), 1)], _token);
        await using var texts = await python.Client.CreateDictAsync<object, int>(_token);
        await texts.SetItemAsync(2.5m, 1, _token);
        await texts.SetItemAsync(new byte[] { 1 }, 2, _token);

        Assert.Equal(1, await tuples.GetItemAsync((1, "a"), _token));
        Assert.Equal(1, await texts.GetItemAsync(2.5m, _token));
        Assert.Equal(2, await texts.GetItemAsync(new byte[] { 1 }, _token));
    }

    [Fact(Timeout = 20_000)]
    public async Task Keys_that_Python_cannot_hash_are_not_sent()
    {
        await using var dict = await python.Client.CreateDictAsync<object, int>(_token);
        object[] bad = [new List<int> { 1 }, new HashSet<string>(), new Dictionary<string, int>(), new Point(1, 2), (1, new int[1])];

        foreach (var key in bad)
        {
            var error = await Assert.ThrowsAsync<ArgumentException>(async () => await dict.SetItemAsync(key, 1, _token));
            Assert.Contains("is not hashable", error.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ArgumentException>(async () => await dict.UpdateAsync([new(key, 1)], _token));
            await Assert.ThrowsAsync<ArgumentException>(async () => await dict.TryPopAsync(key, _token));
            await Assert.ThrowsAsync<ArgumentException>(
                () => python.Client.CreateDictAsync<object, int>([new(key, 1)], _token));
        }

        Assert.Equal(0, await dict.GetCountAsync(_token));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_value_without_a_Python_equivalent_is_not_sent()
    {
        await using var dict = await python.Client.CreateDictAsync<string, object>(_token);

        await Assert.ThrowsAsync<PicklingException>(
            async () => await dict.UpdateAsync([new("a", 1), new("b", new MemoryStream())], _token));

        Assert.Equal(0, await dict.GetCountAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Canceling_a_pop_loses_no_value()
    {
        await using var dict = await python.Client.CreateDictAsync(
            Enumerable.Range(0, 200).Select(i => KeyValuePair.Create(i, i)), _token);
        var random = new Random(3);
        var taken = new List<int>();
        while (taken.Count < 200)
        {
            using var cancel = new CancellationTokenSource(TimeSpan.FromMicroseconds(random.Next(1, 300)));
            try
            {
                taken.Add((await dict.PopItemAsync(cancel.Token)).Value);
            }
            catch (OperationCanceledException)
            {
                _token.ThrowIfCancellationRequested();
            }
        }

        Assert.Equal(Enumerable.Range(0, 200), taken.Order());
    }

    [Fact(Timeout = 20_000)]
    public async Task A_referent_that_is_gone_is_no_missing_key()
    {
        await using var client = await ManagerClient.ConnectAsync(
            python.Manager.Address, python.Manager.AuthKey, cancellationToken: _token);
        var dict = await client.CreateDictAsync<string, int>(_token);
        client.Release(dict.Token);

        await Retry.UntilAsync("the dict is gone", async () =>
        {
            try
            {
                await dict.TryGetItemAsync("a", _token);
                return false;
            }
            catch (StaleProxyException)
            {
                return true;
            }
        });
    }
}
