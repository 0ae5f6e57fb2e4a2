using System.Globalization;
using System.Numerics;

namespace Bridge.Cli.Csv;

/// <summary>Writes a double as Python's <c>repr(float)</c> does.</summary>
internal static class PythonFloat
{
    /// <summary>Exponents from here on are written with <c>e</c> (Python/pystrtod.c, format_float_short).</summary>
    private const int FirstLargeExponent = 16;

    private const int LastSmallExponent = -5;

    /// <summary>The shortest text that reads back as the same float: <c>1.0</c>, <c>1e+16</c>, <c>nan</c>.</summary>
    public static string Repr(double value)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        var sign = double.IsNegative(value) ? "-" : "";
        var (digits, exponent) = Split(Math.Abs(value).ToString("R", CultureInfo.InvariantCulture));

        return sign + exponent switch
        {
            <= LastSmallExponent or >= FirstLargeExponent => Scientific(digits, exponent),
            < 0 => "0." + new string('0', -exponent - 1) + digits,
            _ when digits.Length <= exponent + 1 => digits.PadRight(exponent + 1, '0') + ".0",
            _ => digits[..(exponent + 1)] + "." + digits[(exponent + 1)..],
        };
    }

    /// <summary>As Python's <c>repr(complex)</c>: <c>(1+2j)</c>, <c>-2.5j</c>.</summary>
    public static string Repr(Complex value)
    {
        static string Part(double number) =>
            Repr(number) is [.. var whole, '.', '0'] ? whole : Repr(number);

        if (value.Real == 0 && !double.IsNegative(value.Real))
        {
            return Part(value.Imaginary) + "j";
        }

        var sign = double.IsNegative(value.Imaginary) && !double.IsNaN(value.Imaginary) ? "" : "+";
        return $"({Part(value.Real)}{sign}{Part(value.Imaginary)}j)";
    }

    /// <summary>The significant digits, and the power of ten of the first of them.</summary>
    private static (string Digits, int Exponent) Split(string shortest)
    {
        var end = shortest.IndexOf('E');
        var mantissa = end < 0 ? shortest : shortest[..end];
        var exponent = end < 0 ? 0 : int.Parse(shortest[(end + 1)..], CultureInfo.InvariantCulture);

        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa.Length : point;
        var all = mantissa.Replace(".", "");
        var digits = all.TrimStart('0');
        return digits.Length == 0
            ? ("0", 0)
            : (digits.TrimEnd('0'), exponent + whole - 1 - (all.Length - digits.Length));
    }

    private static string Scientific(string digits, int exponent)
    {
        var mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
        var sign = exponent < 0 ? '-' : '+';
        return $"{mantissa}e{sign}{Math.Abs(exponent):00}";
    }
}
