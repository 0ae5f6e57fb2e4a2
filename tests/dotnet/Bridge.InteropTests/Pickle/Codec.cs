using Bridge.Pickle;

namespace Bridge.InteropTests.Pickle;

/// <summary>The codec as the differential tests use it.</summary>
internal static class Codec
{
    private static readonly PickleOptions[] Options =
        [.. Enumerable.Range(0, 6).Select(protocol => new PickleOptions { Protocol = Math.Max(protocol, 2) })];

    /// <summary>The options that write a pickle protocol.</summary>
    public static PickleOptions Writing(int protocol) => Options[protocol];

    /// <summary>Reads a pickle as natural values, and writes them.</summary>
    public static byte[] Rewrite(ReadOnlySpan<byte> pickle, int protocol) =>
        PickleSerializer.Serialize(PickleSerializer.Deserialize(pickle), Writing(protocol));

    /// <summary>The canonical JSON of a pickle.</summary>
    public static string Json(ReadOnlySpan<byte> pickle)
    {
        using var output = new StringWriter();
        PickleJson.Write(pickle, output);
        return output.ToString();
    }
}
