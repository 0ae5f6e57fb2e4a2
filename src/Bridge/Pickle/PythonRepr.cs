using System.Globalization;
using System.Text;

namespace Bridge.Pickle;

/// <summary>Python's <c>repr</c> of leaf values.</summary>
internal static class PythonRepr
{
    /// <summary>The shortest digits that give the same float, in exponent form below 1e-4 and from 1e16 on.</summary>
    internal static string Of(double value)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        // Both languages find the same shortest digits; they differ in where they put the point.
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var sign = text[0] == '-' ? "-" : "";
        var (digits, exponent) = Split(text.AsSpan(sign.Length));
        return sign + (exponent is >= -4 and < 16 ? Fixed(digits, exponent) : Scientific(digits, exponent));
    }

    /// <summary>A str in quotes; what is not printable ASCII or a letter is escaped.</summary>
    internal static string Of(ReadOnlySpan<char> text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var output = new StringBuilder(text.Length + 2).Append(quote);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                output.Append(text[i]).Append(text[++i]);
            }
            else
            {
                AppendChar(output, text[i], quote);
            }
        }

        return output.Append(quote).ToString();
    }

    /// <summary>Bytes as <c>b'…'</c>.</summary>
    internal static string Of(ReadOnlySpan<byte> bytes)
    {
        var quote = bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? '"' : '\'';
        var output = new StringBuilder(bytes.Length + 3).Append('b').Append(quote);
        foreach (var item in bytes)
        {
            if (item < 0x7f)
            {
                AppendChar(output, (char)item, quote);
            }
            else
            {
                output.Append(CultureInfo.InvariantCulture, $"\\x{item:x2}");
            }
        }

        return output.Append(quote).ToString();
    }

    private static void AppendChar(StringBuilder output, char character, char quote)
    {
        _ = character switch
        {
            '\\' => output.Append(@"\\"),
            '\n' => output.Append(@"\n"),
            '\r' => output.Append(@"\r"),
            '\t' => output.Append(@"\t"),
            _ when character == quote => output.Append('\\').Append(quote),
            < ' ' or (>= '\x7f' and <= '\xa0') or '\xad' => AppendCode(output, @"\x", character, "x2"),
            (>= '\u2028' and <= '\u202e') or '\ufeff' => AppendCode(output, @"\u", character, "x4"),
            _ when char.IsSurrogate(character) => AppendCode(output, @"\u", character, "x4"),
            _ => output.Append(character),
        };
    }

    private static StringBuilder AppendCode(StringBuilder output, string prefix, char character, string format) =>
        output.Append(prefix).Append(((int)character).ToString(format, CultureInfo.InvariantCulture));

    private static (string Digits, int Exponent) Split(ReadOnlySpan<char> text)
    {
        var exponent = 0;
        var e = text.IndexOf('E');
        if (e >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var digits = string.Concat(whole, point < 0 ? "" : text[(point + 1)..]);
        exponent += whole.Length - 1;
        var trimmed = digits.TrimStart('0');
        if (trimmed.Length == 0)
        {
            return ("0", 0);
        }

        exponent -= digits.Length - trimmed.Length;
        trimmed = trimmed.TrimEnd('0');
        return (trimmed, exponent);
    }

    private static string Fixed(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        var whole = digits.PadRight(exponent + 1, '0');
        var fraction = whole[(exponent + 1)..];
        return whole[..(exponent + 1)] + "." + (fraction.Length == 0 ? "0" : fraction);
    }

    private static string Scientific(string digits, int exponent)
    {
        var sign = exponent < 0 ? "-" : "+";
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{sign}{Math.Abs(exponent):00}");
    }
}
