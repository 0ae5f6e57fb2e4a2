using System.Buffers;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>Bytes and numbers of a real Python in pooled memory.</summary>
public class PooledValueTests
{
    private const string Register = """
        import array
        values = {
            'bytearray': bytearray(range(256)) * 1000,
            'doubles': array.array('d', [1.5, -2.25]) * 50000,
            'ints': array.array('i', [1, -2]) * 50000,
            'few': array.array('d', [1.5, -2.25]),
            'twice': [bytes(range(256)) * 1000] * 2,
            'none': None,
        }
        SyncManager.register('values', lambda: values, proxytype=__import__('multiprocessing').managers.DictProxy)
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Values_come_and_go_whole(TestPython interpreter)
    {
        await using var server = await StockServer.StartAsync(interpreter, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var values = await client.CreateAsync("values", cancellationToken: _token);
        var owners = values.As<DictProxy<string, IMemoryOwner<byte>>>();
        await using var queue = await client.CreateQueueAsync<IMemoryOwner<byte>>(0, _token);

        foreach (var length in new[] { 0, 10, 200 * 1024, 1024 * 1024, 3 * 1024 * 1024 })
        {
            using var rented = MemoryPool<byte>.Shared.Rent(length);
            using var ours = new Cut(rented.Memory[..length]);
            new Random(length).NextBytes(ours.Memory.Span);
            var expected = ours.Memory.ToArray();

            await owners.SetItemAsync("ours", ours, _token);
            using var back = await owners.GetItemAsync("ours", _token);
            await queue.PutAsync(back, _token);
            using var item = await queue.GetAsync(_token);

            Assert.True(back.Memory.Span.SequenceEqual(expected));
            Assert.True(item.Memory.Span.SequenceEqual(expected));
            Assert.Equal("bytes", await TypeNameAsync(values));
            back.Dispose();
            back.Dispose();
            Assert.Throws<ObjectDisposedException>(() => back.Memory);
            Assert.True(item.Memory.Span.SequenceEqual(expected));
        }

        var cycle = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        using var array = await owners.GetItemAsync("bytearray", _token);
        Assert.True(array.Memory.Span.SequenceEqual(Repeated(cycle, 1000)));
        Assert.Null(await values.As<DictProxy<string, IMemoryOwner<byte>?>>().GetItemAsync("none", _token));
        var twice = await values.As<DictProxy<string, List<IMemoryOwner<byte>>>>().GetItemAsync("twice", _token);
        twice[0].Dispose();
        Assert.True(twice[1].Memory.Span.SequenceEqual(Repeated(cycle, 1000)));
        twice[1].Dispose();
        await CheckNumbersAsync(values);
    }

    [Fact(Timeout = 60_000)]
    public async Task Memory_of_many_callers_is_never_mixed_up()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var dict = await client.CreateDictAsync<int, IMemoryOwner<byte>>(_token);

        await Task.WhenAll(Enumerable.Range(0, 24).Select(caller => Task.Run(
            async () =>
            {
                for (var i = 0; i < 12; i++)
                {
                    var own = (byte)(caller + 1);
                    var length = (i % 4) switch { 0 => 10, 1 => 100_000, _ => 150_000 + (caller * 10_000) };
                    using var rented = MemoryPool<byte>.Shared.Rent(length);
                    using var ours = new Cut(rented.Memory[..length]);
                    ours.Memory.Span.Fill(own);
                    await dict.SetItemAsync(caller, ours, _token);
                    ours.Memory.Span.Fill(255);

                    using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
                    if (i % 3 == 0)
                    {
                        // Some of them are given up anywhere in the middle.
                        source.CancelAfter(i % 5); // milliseconds
                    }

                    try
                    {
                        using var back = await dict.GetItemAsync(caller, source.Token);
                        await Task.Yield();
                        Assert.Equal(length, back.Memory.Length);
                        Assert.Equal(-1, back.Memory.Span.IndexOfAnyExcept(own));
                    }
                    catch (OperationCanceledException) when (source.IsCancellationRequested)
                    {
                        // As asked.
                    }
                }
            },
            _token)));
    }

    private async Task CheckNumbersAsync(ObjectProxy values)
    {
        var owners = values.As<DictProxy<string, IMemoryOwner<double>>>();
        using var doubles = await owners.GetItemAsync("doubles", _token);
        using var few = await owners.GetItemAsync("few", _token);
        using var ints = await values.As<DictProxy<string, IMemoryOwner<int>>>().GetItemAsync("ints", _token);
        await owners.SetItemAsync("ours", doubles, _token);
        var back = await values.As<DictProxy<string, PythonArray>>().GetItemAsync("ours", _token);

        Assert.True(doubles.Memory.Span.SequenceEqual(Repeated([1.5, -2.25], 50_000)));
        Assert.Equal([1.5, -2.25], few.Memory.ToArray());
        Assert.True(ints.Memory.Span.SequenceEqual(Repeated([1, -2], 50_000)));
        Assert.Equal('d', back.TypeCode);
        Assert.True(doubles.Memory.Span.SequenceEqual(back.AsSpan<double>()));
    }

    private async Task<string> TypeNameAsync(ObjectProxy values) =>
        await values.As<DictProxy<string, object>>().GetItemAsync("ours", _token) is byte[] ? "bytes" : "something else";

    private static T[] Repeated<T>(T[] items, int times) =>
        Enumerable.Repeat(items, times).SelectMany(all => all).ToArray();

    /// <summary>The part of somebody's memory that is used.</summary>
    private sealed class Cut(Memory<byte> memory) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => memory;

        public void Dispose()
        {
            // Whoever rented it gives it back.
        }
    }
}
