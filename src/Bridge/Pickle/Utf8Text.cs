using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Bridge.Pickle;

/// <summary>UTF-8 with Python's <c>surrogatepass</c>: lone surrogates are three bytes, as pickles store them.</summary>
internal static class Utf8Text
{
    /// <summary>Decodes; null when the bytes are not even UTF-8 with lone surrogates.</summary>
    internal static string? Decode(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? "" : Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : DecodeSurrogates(bytes);

    /// <summary>The most bytes that a text can take.</summary>
    internal static int MaxByteCount(int length) => checked(length * 3);

    /// <summary>Encodes into a buffer of at least <see cref="MaxByteCount"/> bytes; the number written.</summary>
    internal static int Encode(ReadOnlySpan<char> text, Span<byte> buffer)
    {
        var total = 0;
        while (true)
        {
            var status = Utf8.FromUtf16(
                text, buffer[total..], out var read, out var written, replaceInvalidSequences: false);
            total += written;
            if (status == OperationStatus.Done)
            {
                return total;
            }

            var surrogate = text[read];
            buffer[total++] = (byte)(0xe0 | (surrogate >> 12));
            buffer[total++] = (byte)(0x80 | ((surrogate >> 6) & 0x3f));
            buffer[total++] = (byte)(0x80 | (surrogate & 0x3f));
            text = text[(read + 1)..];
        }
    }

    private static string? DecodeSurrogates(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
                bytes = bytes[consumed..];
            }
            else if (bytes is [0xed, >= 0xa0 and <= 0xbf, >= 0x80 and <= 0xbf, ..])
            {
                text.Append((char)(0xd000 | ((bytes[1] & 0x3f) << 6) | (bytes[2] & 0x3f)));
                bytes = bytes[3..];
            }
            else
            {
                return null;
            }
        }

        return text.ToString();
    }
}
