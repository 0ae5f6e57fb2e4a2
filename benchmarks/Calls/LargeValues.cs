using System.Buffers;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.Benchmarks.Calls;

/// <summary>Large values under one key of the dict that all processes of a server share.</summary>
internal sealed class LargeValues : IAsyncDisposable
{
    private const string Key = "v";

    private readonly ObjectProxy _dict;
    private readonly DictProxy<string, byte[]> _bytes;
    private readonly DictProxy<string, IMemoryOwner<byte>> _pooled;
    private readonly DictProxy<string, PythonArray> _arrays;
    private readonly DictProxy<string, double[]> _doubles;

    private LargeValues(ObjectProxy dict)
    {
        _dict = dict;
        _bytes = dict.As<DictProxy<string, byte[]>>();
        _pooled = dict.As<DictProxy<string, IMemoryOwner<byte>>>();
        _arrays = dict.As<DictProxy<string, PythonArray>>();
        _doubles = dict.As<DictProxy<string, double[]>>();
    }

    public static async Task<LargeValues> OpenAsync(ManagerClient client) =>
        new(await client.CreateAsync("bench_dict"));

    /// <summary>The same in any dict.</summary>
    public static LargeValues Of(ObjectProxy dict) => new(dict);

    /// <summary>A value whose pages were all written: others take no memory.</summary>
    /// <param name="kind"><c>bytes</c> or <c>doubles</c>, which Python gets as an <c>array.array('d')</c>.</param>
    /// <param name="size">How many.</param>
    public static Array Make(string kind, int size)
    {
        if (kind == "bytes")
        {
            var bytes = GC.AllocateUninitializedArray<byte>(size);
            bytes.AsSpan().Fill(7);
            return bytes;
        }

        var doubles = GC.AllocateUninitializedArray<double>(size);
        doubles.AsSpan().Fill(7);
        return doubles;
    }

    public ValueTask SetAsync(Array value) => value is byte[] bytes
        ? _bytes.SetItemAsync(Key, bytes)
        : _arrays.SetItemAsync(Key, PythonArray.Of((double[])value));

    public async ValueTask<Array> GetAsync(string kind) =>
        kind == "bytes" ? await _bytes.GetItemAsync(Key) : await _doubles.GetItemAsync(Key);

    /// <summary>Bytes in memory that the caller gives back.</summary>
    public ValueTask<IMemoryOwner<byte>> GetPooledAsync() => _pooled.GetItemAsync(Key);

    public async Task RemoveAsync() => await _bytes.DeleteItemAsync(Key);

    public ValueTask DisposeAsync() => _dict.DisposeAsync();
}
