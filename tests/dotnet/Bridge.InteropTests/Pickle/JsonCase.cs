using System.Buffers.Binary;
using System.Text;

namespace Bridge.InteropTests.Pickle;

/// <summary>A pickle and the canonical JSON that Python computed for it: a J frame of generate.py.</summary>
internal sealed record JsonCase(int Index, byte[] Pickle, string Json)
{
    private const int HeaderSize = 8;

    /// <summary>Reads the body of the frame.</summary>
    public static JsonCase Read(ReadOnlySpan<byte> body)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
        return new JsonCase(
            BinaryPrimitives.ReadInt32LittleEndian(body),
            body.Slice(HeaderSize, length).ToArray(),
            Encoding.ASCII.GetString(body[(HeaderSize + length)..]));
    }

    /// <summary>How other JSON differs; null when it does not.</summary>
    public string? Compare(string actual)
    {
        if (actual == Json)
        {
            return null;
        }

        var at = Math.Max(0, Json.AsSpan().CommonPrefixLength(actual) - 40);
        return $"""
            value {Index}: JSON from character {at} on
            expected {Around(Json, at)}
            actual   {Around(actual, at)}
            pickle   {Convert.ToHexStringLower(Pickle)}
            """;
    }

    private static string Around(string text, int at) =>
        text[Math.Min(at, text.Length)..Math.Min(at + 200, text.Length)];
}
