using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>Values so long that they are sent from where they are, and received where they belong.</summary>
public class LongValueTests
{
    private const string Register = """
        import array
        values = {
            'bytes': bytes(range(256)) * 5000,
            'large bytes': bytes(range(256)) * 20000,
            'bytearray': bytearray(range(256)) * 5000,
            'list': [bytes(range(256)) * 5000, 'x' * 1000000],
            'doubles': array.array('d', [1.5, -2.25]) * 100000,
            'floats': array.array('f', [1.5, -2.25]) * 100000,
        }
        SyncManager.register('values', lambda: values, proxytype=__import__('multiprocessing').managers.DictProxy)
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [InlineData(10)]
    [InlineData(200_000)]
    public async Task The_callers_own_converter_is_asked(int length)
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(
            _token, new() { Pickle = PickleOptions.Default.WithConverter(new Inverter()).WithConverter(new Halver()) });
        await using var dict = await client.CreateAsync("dict", cancellationToken: _token);
        var value = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();

        await dict.As<DictProxy<string, byte[]>>().SetItemAsync("v", value, _token);
        Assert.Equal(value, await dict.As<DictProxy<string, byte[]>>().GetItemAsync("v", _token));
        var raw = await dict.As<DictProxy<string, ReadOnlyMemory<byte>>>().GetItemAsync("v", _token);
        Assert.Equal(Array.ConvertAll(value, b => (byte)~b), raw.ToArray());

        double[] doubles = [.. value.Select(b => (double)b)];
        await dict.As<DictProxy<string, PythonArray>>().SetItemAsync("d", PythonArray.Of(doubles), _token);
        Assert.Equal(Array.ConvertAll(doubles, d => d / 2), await dict.As<DictProxy<string, double[]>>().GetItemAsync("d", _token));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task They_come_and_go_whole(TestPython interpreter)
    {
        var cycle = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        double[] pair = [1.5, -2.25];
        await using var server = await StockServer.StartAsync(interpreter, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var values = await client.CreateAsync("values", cancellationToken: _token);
        var bytes = values.As<DictProxy<string, byte[]>>();
        var doubles = values.As<DictProxy<string, double[]>>();
        var objects = values.As<DictProxy<string, object>>();

        foreach (var (key, times) in new[] { ("bytes", 5000), ("large bytes", 20000), ("bytearray", 5000) })
        {
            Assert.Equal(Repeated(cycle, times), await bytes.GetItemAsync(key, _token));
        }

        Assert.Equal(Repeated(pair, 100_000), await doubles.GetItemAsync("doubles", _token));
        Assert.Equal(Repeated(pair, 100_000), await doubles.GetItemAsync("floats", _token));
        Assert.Equal(1_280_000, Assert.IsType<byte[]>(await objects.GetItemAsync("bytes", _token)).Length);
        Assert.Equal(2, Assert.IsType<List<object?>>(await objects.GetItemAsync("list", _token)).Count);
        await Assert.ThrowsAsync<InvalidCastException>(async () => await bytes.GetItemAsync("list", _token));

        var value = Repeated(cycle, 10_000);
        await bytes.SetItemAsync("ours", value, _token);
        Assert.Equal(value, await bytes.GetItemAsync("ours", _token));
        await objects.SetItemAsync("many", new object[] { value, "between", value.ToArray(), Repeated(pair, 50_000) }, _token);
        Assert.True(await values.CallAsync<bool>("__contains__", ["many"], cancellationToken: _token));
        var many = Assert.IsType<List<object?>>(await objects.GetItemAsync("many", _token));
        Assert.Equal(value, many[0]);
        Assert.Equal(value, many[2]);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            var own = Enumerable.Repeat((byte)i, 200_000 + i).ToArray();
            await bytes.SetItemAsync($"own {i}", own, _token);
            Assert.Equal(own, await bytes.GetItemAsync($"own {i}", _token));
        }));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_source_that_uses_one_buffer_for_all_items_puts_each_as_it_was()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var queue = await client.CreateQueueAsync<byte[]>(0, _token);

        await queue.PutManyAsync(OneBuffer(), _token);

        for (byte i = 0; i < 5; i++)
        {
            Assert.Equal(Repeated([i], 200_000), await queue.GetAsync(_token));
        }

        static IEnumerable<byte[]> OneBuffer()
        {
            var buffer = new byte[200_000];
            for (byte i = 0; i < 5; i++)
            {
                buffer.AsSpan().Fill(i);
                yield return buffer;
            }
        }
    }

    private static T[] Repeated<T>(T[] items, int times) =>
        Enumerable.Repeat(items, times).SelectMany(all => all).ToArray();

    private sealed class Inverter : IPickleConverter<byte[], ReadOnlyMemory<byte>>
    {
        public ReadOnlyMemory<byte> ToPickle(byte[] value) => Array.ConvertAll(value, b => (byte)~b);

        public byte[] FromPickle(ReadOnlyMemory<byte> value) => Array.ConvertAll(value.ToArray(), b => (byte)~b);
    }

    private sealed class Halver : IPickleConverter<double[], PythonArray>
    {
        public PythonArray ToPickle(double[] value) => PythonArray.Of(Array.ConvertAll(value, d => d * 2));

        public double[] FromPickle(PythonArray value) => Array.ConvertAll(value.AsSpan<double>().ToArray(), d => d / 2);
    }
}
