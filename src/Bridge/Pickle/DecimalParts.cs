using System.Globalization;

namespace Bridge.Pickle;

/// <summary>The text of a Python <c>decimal.Decimal</c>, taken apart (Lib/_pydecimal.py, _parser).</summary>
/// <param name="Kind">What the text stands for.</param>
/// <param name="IsNegative">Whether there is a minus sign.</param>
/// <param name="Digits">The digits without point and leading zeros; <c>"0"</c> for zero, empty if not finite.</param>
/// <param name="Exponent">The power of ten that the digits are multiplied with.</param>
internal readonly record struct DecimalParts(DecimalKind Kind, bool IsNegative, string Digits, long Exponent)
{
    private const int MostDigits = 29;
    private const int LowestExponent = -28;

    /// <summary>Beyond it, CPython itself has no decimals.</summary>
    private const long LargestExponent = 999_999_999_999_999_999;

    internal static DecimalParts Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var coefficient = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        var digits = coefficient.ToString(CultureInfo.InvariantCulture);
        return new(DecimalKind.Finite, bits[3] < 0, digits, -((bits[3] >> 16) & 0xff));
    }

    /// <summary>Takes a text apart; false when Python would not take it for a decimal.</summary>
    internal static bool TryParse(string text, out DecimalParts parts)
    {
        var rest = text.AsSpan();
        var isNegative = rest is ['-', ..];
        rest = rest is ['-' or '+', ..] ? rest[1..] : rest;
        if (TryGetSpecial(rest, out var kind))
        {
            parts = new(kind, isNegative, "", 0);
            return true;
        }

        parts = default;
        var e = rest.IndexOfAny('e', 'E');
        long exponent = 0;
        if (e >= 0)
        {
            const NumberStyles Style = NumberStyles.AllowLeadingSign;
            if (!long.TryParse(rest[(e + 1)..], Style, CultureInfo.InvariantCulture, out exponent))
            {
                return false;
            }

            rest = rest[..e];
        }

        var point = rest.IndexOf('.');
        var whole = point < 0 ? rest : rest[..point];
        var fraction = point < 0 ? [] : rest[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || !AreDigits(whole) || !AreDigits(fraction)
            || exponent is > LargestExponent or < -LargestExponent)
        {
            return false;
        }

        var digits = string.Concat(whole, fraction).TrimStart('0');
        parts = new(DecimalKind.Finite, isNegative, digits.Length == 0 ? "0" : digits, exponent - fraction.Length);
        return true;
    }

    /// <summary>The .NET decimal with the same digits and exponent; false when there is none.</summary>
    internal bool TryToExact(out decimal value)
    {
        value = default;
        if (Kind != DecimalKind.Finite || Digits.Length > MostDigits || Exponent is > 0 or < LowestExponent
            || (IsNegative && Digits == "0"))
        {
            return false;
        }

        var coefficient = UInt128.Parse(Digits, CultureInfo.InvariantCulture);
        if (coefficient >> 96 != 0)
        {
            return false;
        }

        var (low, middle, high) = ((uint)coefficient, (uint)(coefficient >> 32), (uint)(coefficient >> 64));
        value = new decimal((int)low, (int)middle, (int)high, IsNegative, (byte)-Exponent);
        return true;
    }

    /// <summary>The equal .NET decimal, whatever the number of trailing zeros; false when there is none.</summary>
    internal bool TryToEqual(out decimal value)
    {
        if (TryToExact(out value))
        {
            return true;
        }

        if (Kind != DecimalKind.Finite)
        {
            return false;
        }

        var digits = Digits.TrimEnd('0');
        if (digits.Length == 0)
        {
            return true;
        }

        // As few zeros as possible: below the point none, above it those that the exponent stands for.
        var exponent = Exponent + (Digits.Length - digits.Length);
        if (exponent is > 0 and <= MostDigits)
        {
            digits += new string('0', (int)exponent);
            exponent = 0;
        }

        return (this with { Digits = digits, Exponent = exponent }).TryToExact(out value);
    }

    /// <summary>The text that Python's <c>str</c> gives (Lib/_pydecimal.py, __str__).</summary>
    internal string ToPythonText()
    {
        var sign = IsNegative ? "-" : "";
        var left = Exponent + Digits.Length;
        if (Exponent > 0 || left <= -6)
        {
            var fraction = Digits.Length > 1 ? "." + Digits[1..] : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{Digits[0]}{fraction}E{left - 1:+0;-0;+0}");
        }

        return left <= 0 ? $"{sign}0.{new string('0', (int)-left)}{Digits}"
            : left >= Digits.Length ? sign + Digits
            : $"{sign}{Digits[..(int)left]}.{Digits[(int)left..]}";
    }

    /// <summary>The value as digits without trailing zeros and the exponent: equal values have equal ones.</summary>
    internal DecimalParts Normalize()
    {
        var digits = Digits.TrimEnd('0');
        return digits.Length == 0
            ? new(Kind, false, Kind == DecimalKind.Finite ? "0" : "", 0)
            : this with { Digits = digits, Exponent = Exponent + (Digits.Length - digits.Length) };
    }

    private static bool TryGetSpecial(ReadOnlySpan<char> text, out DecimalKind kind)
    {
        if (text.Equals("Infinity", StringComparison.OrdinalIgnoreCase)
            || text.Equals("Inf", StringComparison.OrdinalIgnoreCase))
        {
            kind = DecimalKind.Infinite;
            return true;
        }

        kind = DecimalKind.NaN;
        text = text is ['s' or 'S', ..] ? text[1..] : text;
        return text.StartsWith("NaN", StringComparison.OrdinalIgnoreCase) && AreDigits(text[3..]);
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
