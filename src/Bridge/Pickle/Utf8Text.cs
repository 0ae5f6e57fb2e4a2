using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace Bridge.Pickle;

/// <summary>UTF-8 with Python's <c>surrogatepass</c>: lone surrogates are three bytes, as pickles store them.</summary>
internal static class Utf8Text
{
    /// <summary>
    /// Decodes to a string, or to a <see cref="PythonString"/> when a string cannot hold the text; null when the bytes
    /// are not even UTF-8 with lone surrogates.
    /// </summary>
    internal static object? DecodeAny(ReadOnlySpan<byte> bytes)
    {
        if (Decode(bytes) is { } text)
        {
            return text;
        }

        return TryDecodeSurrogates(bytes, new StringBuilder(), out _) ? new PythonString(bytes) : null;
    }

    /// <summary>Decodes; null when the bytes are not UTF-8 with lone surrogates, or more than a string can hold.</summary>
    internal static string? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "";
        }

        if (bytes.Length > 1024 && !Ascii.IsValid(bytes))
        {
            return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : DecodeSurrogates(bytes);
        }

        // Nearly always ASCII: the string is made first, and filled while nobody else can see it.
        var text = new string('\0', bytes.Length);
        var characters = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text.AsSpan()), text.Length);
        return TryWiden(bytes, characters) ? text
            : Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes)
            : DecodeSurrogates(bytes);
    }

    /// <summary>The most bytes that a text can take.</summary>
    internal static int MaxByteCount(int length) => checked(length * 3);

    /// <summary>Encodes into an array.</summary>
    internal static byte[] Encode(string text)
    {
        var buffer = new byte[MaxByteCount(text.Length)];
        return buffer[..Encode(text, buffer)];
    }

    /// <summary>Encodes into a buffer that is long enough; the number of bytes written.</summary>
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

    /// <summary>
    /// Turns characters into ASCII, one byte each; false when they are more. Short texts by two vectors that may overlap.
    /// </summary>
    internal static bool TryNarrow(ReadOnlySpan<char> text, Span<byte> buffer)
    {
        const ushort NotAscii = 0xff80;
        const int Half = sizeof(ulong);
        if (text.Length is < Half or > 2 * Half)
        {
            return Ascii.FromUtf16(text, buffer, out _) == OperationStatus.Done;
        }

        var units = MemoryMarshal.Cast<char, ushort>(text);
        var first = Vector128.Create(units);
        var last = Vector128.Create(units[^Half..]);
        if (((first | last) & Vector128.Create(NotAscii)) != Vector128<ushort>.Zero)
        {
            return false;
        }

        MemoryMarshal.Write(buffer, Vector128.Narrow(first, first).AsUInt64().ToScalar());
        MemoryMarshal.Write(buffer[(text.Length - Half)..], Vector128.Narrow(last, last).AsUInt64().ToScalar());
        return true;
    }

    /// <summary>Turns ASCII into characters; false when it is none. Short texts by two words that may overlap.</summary>
    private static bool TryWiden(ReadOnlySpan<byte> bytes, Span<char> characters)
    {
        const ulong NotAscii = 0x8080808080808080;
        if (bytes.Length is < sizeof(ulong) or > 2 * sizeof(ulong))
        {
            return Ascii.ToUtf16(bytes, characters, out _) == OperationStatus.Done;
        }

        var first = MemoryMarshal.Read<ulong>(bytes);
        var last = MemoryMarshal.Read<ulong>(bytes[^sizeof(ulong)..]);
        if (((first | last) & NotAscii) != 0)
        {
            return false;
        }

        var units = MemoryMarshal.Cast<char, ushort>(characters);
        Vector128.WidenLower(Vector128.CreateScalarUnsafe(first).AsByte()).CopyTo(units);
        Vector128.WidenLower(Vector128.CreateScalarUnsafe(last).AsByte()).CopyTo(units[^sizeof(ulong)..]);
        return true;
    }

    /// <summary>Decodes lone surrogates too; false when the bytes are no such text.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="text">Gets the characters.</param>
    /// <param name="hasMerged">Whether two halves have become a pair that they are not.</param>
    internal static bool TryDecodeSurrogates(ReadOnlySpan<byte> bytes, StringBuilder text, out bool hasMerged)
    {
        hasMerged = false;
        var isAfterHigh = false;
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
                bytes = bytes[consumed..];
                isAfterHigh = false;
            }
            else if (bytes is [0xed, >= 0xa0 and <= 0xbf, >= 0x80 and <= 0xbf, ..])
            {
                var half = (char)(0xd000 | ((bytes[1] & 0x3f) << 6) | (bytes[2] & 0x3f));
                hasMerged |= isAfterHigh && char.IsLowSurrogate(half);
                isAfterHigh = char.IsHighSurrogate(half);
                text.Append(half);
                bytes = bytes[3..];
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static string? DecodeSurrogates(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        return TryDecodeSurrogates(bytes, text, out var hasMerged) && !hasMerged ? text.ToString() : null;
    }
}
