using System.Text;
using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>Reads the name of the method out of a request, for those who measure: callers need not hand it down.</summary>
internal static class RequestName
{
    // What the semantic conventions say for a name that is not known.
    private const string Unknown = "_OTHER";

    private const int FrameHeadBytes = 9;

    /// <summary>The second of the two texts that begin a request; see <see cref="Request"/>.</summary>
    public static string Read(ReadOnlySpan<byte> request)
    {
        var rest = request.Length > 2 ? request[2..] : default; // PROTO and its version
        if (Starts(rest, Opcode.Frame) && rest.Length > FrameHeadBytes)
        {
            rest = rest[FrameHeadBytes..];
        }

        return Starts(rest, Opcode.Mark) && TryReadText(rest[1..], out _, out rest) && TryReadText(rest, out var name, out _)
            ? Encoding.UTF8.GetString(name)
            : Unknown;
    }

    private static bool Starts(ReadOnlySpan<byte> bytes, Opcode opcode) => bytes.Length > 0 && bytes[0] == (byte)opcode;

    private static bool TryReadText(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> text, out ReadOnlySpan<byte> rest)
    {
        text = rest = default;
        if (!Starts(bytes, Opcode.ShortBinUnicode) || bytes.Length < 2 || bytes.Length < 2 + bytes[1])
        {
            return false;
        }

        text = bytes.Slice(2, bytes[1]);
        rest = bytes[(2 + bytes[1])..];
        rest = Starts(rest, Opcode.Memoize) ? rest[1..] : rest;
        return true;
    }
}
