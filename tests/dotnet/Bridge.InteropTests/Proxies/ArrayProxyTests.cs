using System.Numerics;
using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class ArrayProxyTests(SharedManager python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Every_number_keeps_its_value_at_the_ends_of_its_range(TestPython interpreter)
    {
        await using var server = await StockServer.StartAsync(interpreter, _token);
        await using var client = await server.ConnectAsync(_token);

        await CheckAsync<sbyte>(client, 'b');
        await CheckAsync<byte>(client, 'B');
        await CheckAsync<short>(client, 'h');
        await CheckAsync<ushort>(client, 'H');
        await CheckAsync<int>(client, 'i');
        await CheckAsync<uint>(client, 'I');
        await CheckAsync<long>(client, 'q');
        await CheckAsync<ulong>(client, 'Q');
        await CheckAsync<long>(client, 'l');
        await CheckAsync<ulong>(client, 'L');
        await CheckAsync<float>(client, 'f');
        await CheckAsync<double>(client, 'd');
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Slices_are_those_of_Python(TestPython interpreter)
    {
        await using var server = await StockServer.StartAsync(interpreter, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var array = await client.CreateArrayAsync([0, 1, 2, 3, 4, 5], _token);

        Assert.Equal(new[] { 1, 2 }, await array.GetSliceAsync(1, 3, cancellationToken: _token));
        Assert.Equal(new[] { 5, 3, 1 }, await array.GetSliceAsync(null, null, -2, _token));
        await array.SetSliceAsync(null, null, 2, new[] { 10, 20, 30 }, _token);
        Assert.Equal(new[] { 10, 1, 20, 3, 30, 5 }, await array.GetSnapshotAsync(_token));
        await array.SetSliceAsync(1, 5, new[] { -1 }, _token);
        Assert.Equal(new[] { 10, -1, 5 }, await array.GetSnapshotAsync(_token));
        await array.SetSliceAsync(null, null, ReadOnlyMemory<int>.Empty, _token);
        Assert.Equal(0, await array.GetCountAsync(_token));

        var count = await Assert.ThrowsAsync<RemoteException>(
            async () => await array.SetSliceAsync(null, null, 2, new[] { 1 }, _token));
        Assert.Equal(PythonTypes.ValueError, count.PythonType);
        var index = await Assert.ThrowsAsync<RemoteException>(async () => await array.GetItemAsync(0, _token));
        Assert.Equal((PythonTypes.IndexError, "IndexError: array index out of range"), (index.PythonType, index.Message));
        index = await Assert.ThrowsAsync<RemoteException>(async () => await array.SetItemAsync(7, 1, _token));
        Assert.Equal(PythonTypes.IndexError, index.PythonType);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_registered_array_tells_its_type_code(TestPython interpreter)
    {
        await using var server = await StockServer.StartAsync(interpreter, _token, register: """
            import array
            from multiprocessing.managers import ArrayProxy
            shared = array.array('h', [1, 2])
            SyncManager.register('get_array', callable=lambda: shared, proxytype=ArrayProxy)
            words = ['a']
            SyncManager.register('get_list', callable=lambda: words, proxytype=ArrayProxy)
            """);
        await using var client = await server.ConnectAsync(_token);
        await using var array = await client.GetArrayAsync<short>("get_array", _token);

        Assert.Equal('h', await array.GetTypeCodeAsync(_token));
        await array.SetSliceAsync(0, 1, new short[] { -5 }, _token);
        Assert.Equal(new short[] { -5, 2 }, await array.GetSnapshotAsync(_token));
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => client.GetArrayAsync<int>("get_array", _token));
        Assert.StartsWith(
            "The items of an array 'h' are short, not int, whose type code is 'i'.", wrong.Message, StringComparison.Ordinal);
        var none = await Assert.ThrowsAsync<NotSupportedException>(() => client.GetArrayAsync<int>("get_list", _token));
        Assert.Equal("'get_list' is no array.array.", none.Message);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_large_array_travels_in_bulk_both_ways()
    {
        var items = new double[200_000];
        new Random(4).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(items.AsSpan()));
        await using var array = await python.Client.CreateArrayAsync(new double[items.Length], _token);

        await array.SetSliceAsync(null, null, items, _token);

        Assert.Equal(
            items.Select(BitConverter.DoubleToInt64Bits),
            (await array.GetSnapshotAsync(_token)).Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact(Timeout = 20_000)]
    public async Task Wrong_types_are_refused_before_anything_is_sent()
    {
        var before = await python.Client.GetObjectCountAsync(_token);

        var code = await Assert.ThrowsAsync<ArgumentException>(
            () => python.Client.CreateArrayAsync('d', new[] { 1 }, _token));
        Assert.StartsWith("The items of an array 'd' are double, not int", code.Message, StringComparison.Ordinal);
        code = await Assert.ThrowsAsync<ArgumentException>(
            () => python.Client.CreateArrayAsync('x', new[] { 1 }, _token));
        Assert.StartsWith("'x' is no type code of numbers", code.Message, StringComparison.Ordinal);
        var type = await Assert.ThrowsAsync<NotSupportedException>(
            () => python.Client.CreateArrayAsync([1m], _token));
        Assert.StartsWith("A shared array has no number like decimal", type.Message, StringComparison.Ordinal);
        Assert.InRange(await python.Client.GetObjectCountAsync(_token), 0, before); // others give references back meanwhile
    }

    private async Task CheckAsync<T>(ManagerClient client, char typeCode)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        T[] items = [T.MinValue, T.Zero, T.One, T.MaxValue];
        await using var array = await client.CreateArrayAsync(typeCode, items, _token);
        Assert.Equal(4, await array.GetCountAsync(_token));
        Assert.Equal(typeCode, await array.GetTypeCodeAsync(_token));
        Assert.Equal(items, await array.GetSnapshotAsync(_token));
        Assert.Equal(T.MaxValue, await array.GetItemAsync(-1, _token));
        await array.SetItemAsync(1, T.MinValue, _token);
        await array.SetSliceAsync(2, 3, new[] { T.MaxValue, T.MinValue }, _token);
        Assert.Equal(
            new[] { T.MinValue, T.MinValue, T.MaxValue, T.MinValue, T.MaxValue }, await array.GetSnapshotAsync(_token));
    }
}
