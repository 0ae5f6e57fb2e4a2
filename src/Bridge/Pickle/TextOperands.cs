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
            value = sign * (digits[0] == (byte)'i' ? double.PositiveInfinity : double.NaN);
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
    internal static string? DecodeRawUnicodeEscape(ReadOnlySpan<byte> text)
    {
        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != (byte)'\\' || i + 1 == text.Length)
            {
                output.Append((char)text[i]);
                continue;
            }

            var kind = text[++i];
            if (kind is not ((byte)'u' or (byte)'U'))
            {
                output.Append('\\').Append((char)kind);
                continue;
            }

            var length = kind == (byte)'u' ? 4 : 8;
            var digits = text[(i + 1)..];
            if (digits.Length < length
                || !Utf8Parser.TryParse(digits[..length], out uint code, out var consumed, 'x')
                || consumed != length
                || code > 0x10ffff)
            {
                return null;
            }

            _ = code > 0xffff ? output.Append(char.ConvertFromUtf32((int)code)) : output.Append((char)code);
            i += length;
        }

        return output.ToString();
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
