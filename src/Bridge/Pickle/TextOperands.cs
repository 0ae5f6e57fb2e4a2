using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Bridge.Pickle;

/// <summary>
/// The text operands of pickle protocol 0. Each method tells by null or false that the text is wrong.
/// </summary>
internal static class TextOperands
{
    // double.NaN has the sign bit, Python's float("nan") has not.
    private static readonly double PositiveNaN = BitConverter.UInt64BitsToDouble(0x7ff8000000000000);

    /// <summary>A decimal int with an optional sign; null when it is none.</summary>
    internal static object? ParseInteger(ReadOnlySpan<byte> text)
    {
        if (Utf8Parser.TryParse(text, out long number, out var consumed) && consumed == text.Length)
        {
            return BoxedValues.Of(number);
        }

        var digits = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return null;
        }

        var value = BigInteger.Parse(
            Encoding.ASCII.GetString(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return value >= long.MinValue && value <= long.MaxValue ? BoxedValues.Of((long)value) : value;
    }

    /// <summary>A float as Python's <c>repr</c> writes it.</summary>
    internal static bool TryParseFloat(ReadOnlySpan<byte> text, out double value)
    {
        var digits = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        var sign = text is [(byte)'-', ..] ? -1.0 : 1.0;
        if (digits.SequenceEqual("inf"u8) || digits.SequenceEqual("nan"u8))
        {
            value = sign * (digits[0] == (byte)'i' ? double.PositiveInfinity : PositiveNaN);
            return true;
        }

        value = 0;
        return digits is [>= (byte)'0' and <= (byte)'9' or (byte)'.', ..]
            && double.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out value);
    }

    /// <summary>
    /// The bytes of a quoted Python 2 string with its escapes (Objects/bytesobject.c, _PyBytes_DecodeEscape).
    /// </summary>
    internal static byte[]? Unquote(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd((byte)' ');
        if (text.Length < 2 || text[0] != text[^1] || text[0] is not ((byte)'\'' or (byte)'"'))
        {
            return null;
        }

        text = text[1..^1];
        var output = new ArrayBufferWriter<byte>(text.Length + 1);
        while (!text.IsEmpty)
        {
            if (text[0] != (byte)'\\')
            {
                output.Write(text[..1]);
                text = text[1..];
            }
            else if (!TryUnescape(ref text, output))
            {
                return null;
            }
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The text of UNICODE: Latin-1 with \uXXXX and \UXXXXXXXX.</summary>
    internal static object? DecodeRawUnicodeEscape(ReadOnlySpan<byte> text)
    {
        var output = new StringBuilder(text.Length);
        var utf8 = new ArrayBufferWriter<byte>(text.Length + 1);
        var hasMerged = false;
        var isLiteral = false;
        while (!text.IsEmpty)
        {
            if (!TryReadCodePoint(ref text, ref isLiteral, out var code))
            {
                return null;
            }

            // Two halves that were escaped one by one stay two characters, which a string cannot hold.
            hasMerged |= code is >= 0xdc00 and <= 0xdfff && output.Length > 0 && char.IsHighSurrogate(output[^1]);
            var character = code > 0xffff ? char.ConvertFromUtf32(code) : ((char)code).ToString();
            output.Append(character);
            utf8.Advance(Utf8Text.Encode(character, utf8.GetSpan(4)));
        }

        return hasMerged ? new PythonString(utf8.WrittenSpan) : output.ToString();
    }

    private static bool TryReadCodePoint(ref ReadOnlySpan<byte> text, ref bool isLiteral, out int code)
    {
        code = text[0];
        if (isLiteral || text is not [(byte)'\\', (byte)'u' or (byte)'U', ..])
        {
            // Behind a backslash that escapes nothing, another backslash does not begin an escape either.
            isLiteral = !isLiteral && code == '\\';
            text = text[1..];
            return true;
        }

        var length = text[1] == (byte)'u' ? 4 : 8;
        var digits = text[2..];
        if (digits.Length < length
            || !Utf8Parser.TryParse(digits[..length], out uint parsed, out var consumed, 'x')
            || consumed != length
            || parsed > 0x10ffff)
        {
            return false;
        }

        code = (int)parsed;
        text = digits[length..];
        return true;
    }

    private static bool TryUnescape(ref ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
    {
        if (text.Length < 2)
        {
            return false;
        }

        var kind = text[1];
        var consumed = 2;
        int code;
        switch (kind)
        {
            case (byte)'\n':
                text = text[2..];
                return true;
            case (byte)'x':
                if (text.Length < 4 || !Utf8Parser.TryParse(text[2..4], out code, out var digits, 'x') || digits != 2)
                {
                    return false;
                }

                consumed = 4;
                break;
            case >= (byte)'0' and <= (byte)'7':
                code = 0;
                var longest = Math.Min(4, text.Length);
                for (consumed = 1; consumed < longest && text[consumed] is >= (byte)'0' and <= (byte)'7'; consumed++)
                {
                    code = (code * 8) + text[consumed] - '0';
                }

                break;
            default:
                var at = "\\'\"nrtabfv"u8.IndexOf(kind);
                code = at >= 0 ? "\\'\"\n\r\t\a\b\f\v"u8[at] : '\\';
                consumed = at >= 0 ? 2 : 1;
                break;
        }

        output.Write([(byte)code]);
        text = text[consumed..];
        return true;
    }
}
