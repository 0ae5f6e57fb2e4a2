using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class ListProxyTests(SharedManager python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Every_method_does_what_it_does_in_Python(TestPython interpreter)
    {
        await using var server = await StockServer.StartAsync(interpreter, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var list = await client.CreateListAsync([5, 1, 4], _token);

        Assert.Equal([5, 1, 4, 9, 9], await list.ConcatAsync([9, 9], _token));
        Assert.Equal([5, 1, 4, 5, 1, 4], await list.RepeatAsync(2, _token));
        Assert.Empty(await list.RepeatAsync(0, _token));
        Assert.Equal([4, 1, 5], await list.GetReversedAsync(_token));
        await list.RepeatInPlaceAsync(2, _token);
        Assert.Equal([5, 1, 4, 5, 1, 4], await list.GetSnapshotAsync(_token));
        Assert.Equal(3, await list.IndexOfAsync(5, 1, cancellationToken: _token));
        Assert.Equal(4, await list.IndexOfAsync(1, 2, 5, _token));
        var none = await Assert.ThrowsAsync<RemoteException>(async () => await list.IndexOfAsync(5, 1, 3, _token));
        Assert.Equal(PythonTypes.ValueError, none.PythonType);

        Assert.Equal([5, 4, 1], await list.GetSliceAsync(null, null, 2, _token));
        Assert.Equal([4, 5, 1], await list.GetSliceAsync(-1, -6, -2, _token));
        await list.SetSliceAsync(1, 3, [7, 8, 9], _token);
        Assert.Equal([5, 7, 8, 9, 5, 1, 4], await list.GetSnapshotAsync(_token));
        await list.SetSliceAsync(null, null, 3, [0, 0, 0], _token);
        Assert.Equal([0, 7, 8, 0, 5, 1, 0], await list.GetSnapshotAsync(_token));
        await list.DeleteSliceAsync(null, null, 3, _token);
        Assert.Equal([7, 8, 5, 1], await list.GetSnapshotAsync(_token));
        await list.DeleteSliceAsync(2, null, cancellationToken: _token);
        Assert.Equal([7, 8], await list.GetSnapshotAsync(_token));

        await list.ExtendAsync([-9, 3], _token);
        await list.SortAsync(reverse: true, cancellationToken: _token);
        Assert.Equal([8, 7, 3, -9], await list.GetSnapshotAsync(_token));
        await list.SortAsync(reverse: false, new PythonGlobal("operator", "neg"), _token);
        Assert.Equal([8, 7, 3, -9], await list.GetSnapshotAsync(_token));
        await list.SortAsync(reverse: true, new PythonGlobal("builtins", "abs"), _token);
        Assert.Equal([-9, 8, 7, 3], await list.GetSnapshotAsync(_token));

        await list.InsertAsync(0, 1, _token);
        await list.AppendAsync(1, _token);
        Assert.Equal(2, await list.CountOfAsync(1, _token));
        Assert.True(await list.ContainsAsync(7, _token));
        await list.RemoveAsync(1, _token);
        await list.ReverseAsync(_token);
        await list.SetItemAsync(0, 2, _token);
        await list.DeleteItemAsync(1, _token);
        Assert.Equal([2, 7, 8, -9], await list.GetSnapshotAsync(_token));
        Assert.Equal(-9, await list.PopAsync(cancellationToken: _token));
        Assert.Equal(2, await list.PopAsync(0, _token));
        Assert.Equal(8, await list.GetItemAsync(-1, _token));
        await list.ClearAsync(_token);
        Assert.Equal(0, await list.GetCountAsync(_token));
        Assert.Empty(await list.GetReversedAsync(_token));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task An_enumeration_reads_every_item_once_whatever_the_size_of_its_chunks(int chunkSize)
    {
        await using var list = await python.Client.CreateListAsync(Enumerable.Range(0, 100), _token);
        var seen = new List<int>();

        await foreach (var item in list.EnumerateAsync(chunkSize, _token))
        {
            seen.Add(item);
        }

        Assert.Equal(Enumerable.Range(0, 100), seen);
    }

    [Fact(Timeout = 20_000)]
    public async Task An_enumeration_ends_when_canceled()
    {
        await using var list = await python.Client.CreateListAsync(Enumerable.Range(0, 100), _token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in list.EnumerateAsync(10, _token).WithCancellation(cancel.Token))
            {
                if (++seen == 10)
                {
                    await cancel.CancelAsync();
                }
            }
        });

        Assert.Equal(10, seen);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_copy_in_reverse_is_what_the_exposed_method_gives()
    {
        await using var list = await python.Client.CreateListAsync([1, 2, 3], _token);
        var exposed = await python.Client.CreateAsync("list", [new List<int> { 1, 2, 3 }], cancellationToken: _token);
        await using (exposed)
        {
            var reversed = await exposed.CallAsync<PythonObject>("__reversed__", cancellationToken: _token);

            Assert.Equal("builtins.reversed", reversed.ClassName);
            Assert.Equal(
                ((IEnumerable<object?>)reversed.Arguments[0]!).Reverse().Cast<long>().Select(item => (int)item),
                await list.GetReversedAsync(_token));
        }
    }

    [Fact(Timeout = 20_000)]
    public async Task Bytes_are_a_list_of_numbers()
    {
        await using var list = await python.Client.CreateListAsync<byte>(new byte[] { 1, 2 }, _token);

        await list.ExtendAsync(new byte[] { 3 }, _token);
        await list.SetSliceAsync(0, 1, new byte[] { 9 }, _token);

        Assert.Equal([9, 2, 3], await list.GetSnapshotAsync(_token));
        Assert.Equal([9, 2, 3, 4], await list.ConcatAsync(new byte[] { 4 }, _token));
    }

    [Fact(Timeout = 20_000)]
    public async Task Wrong_use_is_refused_with_a_clear_sentence()
    {
        await using var list = await python.Client.CreateListAsync<object>([1, "a"], _token);

        var step = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await list.GetSliceAsync(0, 1, 0, _token));
        Assert.StartsWith("The step of a slice must not be zero.", step.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PicklingException>(async () => await list.SetSliceAsync(0, 1, [new MemoryStream()], _token));
        Assert.Throws<ArgumentOutOfRangeException>(() => list.EnumerateAsync(0, _token));
        var index = await Assert.ThrowsAsync<RemoteException>(async () => await list.GetItemAsync(2, _token));
        Assert.Equal((PythonTypes.IndexError, "IndexError: list index out of range"), (index.PythonType, index.Message));
        var size = await Assert.ThrowsAsync<RemoteException>(
            async () => await list.SetSliceAsync(null, null, 2, [1, 2], _token));
        Assert.Equal(PythonTypes.ValueError, size.PythonType);
        var order = await Assert.ThrowsAsync<RemoteException>(async () => await list.SortAsync(_token));
        Assert.Equal(PythonTypes.TypeError, order.PythonType);
        await Assert.ThrowsAsync<RemoteException>(
            async () => await list.SortAsync(false, new PythonGlobal("no_such_module", "f"), _token));
        Assert.Equal([1L, "a"], await list.GetSnapshotAsync(_token));
    }
}
