using Record = Bridge.Benchmarks.Row;
using Request = (
    string Id, string Method, System.ValueTuple<int> Arguments,
    System.Collections.Generic.Dictionary<string, object?> Keywords);

namespace Bridge.Benchmarks;

/// <summary>What is pickled, and how many times as fast as C pickle the typed paths shall be.</summary>
internal static class CodecCases
{
    public static IReadOnlyList<CodecCase> All { get; } =
    [
        new CodecCase<List<int>>("ints", "200,000 ints", 2),
        new CodecCase<List<double>>("floats", "200,000 floats", 2),
        new CodecCase<List<string>>("strings", "100,000 strings", 2),
        new CodecCase<Dictionary<string, double>>("dict", "dict, 100,000 str to float", 2),
        new CodecCase<List<Record>>("records", "list of 20,000 records", 2),
        new CodecCase<byte[]>("bytes", "16 MiB bytes", 1),
        new CodecCase<Request>("request", "request tuple", 2),
    ];
}
