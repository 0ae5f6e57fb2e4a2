using BenchmarkDotNet.Attributes;
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Benchmarks.Pieces;

/// <summary>Small requests and replies, as pickles and as frames.</summary>
[MemoryDiagnoser]
public class CodecPieces
{
    private const string Ident = "7f3c5c0b1a30";

    private static readonly PickleOptions Options = PickleOptions.Default;

    // ('#RETURN', 42), as CPython pickles it.
    private static readonly byte[] Return =
    [
        0x80, 4, 0x95, 13, 0, 0, 0, 0, 0, 0, 0,
        0x8C, 7, .. "#RETURN"u8, 0x94, .. "K*"u8, 0x86, 0x94, .. "."u8,
    ];

    private readonly PythonTuple _request = new(Ident, "__setitem__", new PythonTuple("k", 42), new PythonDict());

    [Benchmark(Description = "dumps: (ident, name, args, kwds)")]
    public byte[] Dumps() => PickleSerializer.Serialize(_request, Options);

    [Benchmark(Description = "loads: ('#RETURN', 42)")]
    public object? Loads() => PickleSerializer.Deserialize(Return, Options);

    [Benchmark(Description = "Request.Call, no argument")]
    public int CallNothing() => Measure(Request.Call(Ident, "__len__", Options));

    [Benchmark(Description = "Request.Call, string and int")]
    public int CallTyped() => Measure(Request.Call(Ident, "__setitem__", "k", 42, Options));

    [Benchmark(Description = "Request.CallMany, the same")]
    public int CallMany() => Measure(Request.CallMany(Ident, "__setitem__", ["k", 42], null, Options));

    [Benchmark(Description = "Reply<int>.Read")]
    public int ReadTyped() => Reply<int>.Read(Return, Options).Payload();

    [Benchmark(Description = "Reply<object>.Read, converted to int")]
    public int ReadNatural() => (int)(long)Reply<object>.Read(Return, Options).Payload();

    private static int Measure(FrameBuffer request)
    {
        using (request)
        {
            return request.Length;
        }
    }
}
