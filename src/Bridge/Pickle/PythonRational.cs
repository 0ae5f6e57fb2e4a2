using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>The exact value of a number, in lowest terms: how decimals and fractions compare with each other.</summary>
internal readonly record struct PythonRational(BigInteger Numerator, BigInteger Denominator)
{
    /// <summary>Powers of ten beyond it are too costly for what equality of other types with them is worth.</summary>
    private const int LargestPower = 400;

    internal static PythonRational Reduce(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        divisor = denominator.Sign < 0 ? -divisor : divisor;
        return divisor.IsOne ? new(numerator, denominator) : new(numerator / divisor, denominator / divisor);
    }

    /// <summary>Whether two numbers are equal; null when neither is a decimal or fraction.</summary>
    internal static bool? Compare(object x, object y)
    {
        if (x is not (decimal or PythonDecimal or PythonFraction)
            && y is not (decimal or PythonDecimal or PythonFraction))
        {
            return null;
        }

        if (x is PythonDecimal { IsFinite: true } p && y is PythonDecimal { IsFinite: true } q)
        {
            return p.Parts.Normalize() == q.Parts.Normalize();
        }

        if (TryGet(x, out var a) && TryGet(y, out var b))
        {
            return a == b;
        }

        return InfinityOf(x) is { } sign && sign == InfinityOf(y);
    }

    /// <summary>A hash that numbers of other types share when they are equal.</summary>
    internal static int HashOf(object value)
    {
        if (TryGet(value, out var number))
        {
            // Never the nearest double alone: many decimals share it, and could be sent to collide.
            return number.Denominator.IsOne ? PythonHash.OfInteger(number.Numerator)
                : FromDouble(number.ToDouble()) == number ? PythonHash.OfFloat(number.ToDouble())
                : HashCode.Combine(number.Numerator, number.Denominator);
        }

        return InfinityOf(value) is { } sign ? PythonHash.OfFloat(sign * double.PositiveInfinity)
            : value is PythonDecimal { IsFinite: true } big ? big.Parts.Normalize().GetHashCode()
            : RuntimeHelpers.GetHashCode(value);
    }

    /// <summary>The exact value; false for what is no finite number, and for decimals of extreme size.</summary>
    internal static bool TryGet(object value, out PythonRational result)
    {
        result = default;
        switch (value)
        {
            case PythonFraction fraction:
                result = fraction.Value;
                return true;
            case decimal number:
                result = FromDecimal(DecimalParts.Of(number));
                return true;
            case PythonDecimal { IsFinite: true } number:
                var parts = number.Parts.Normalize();
                var isModest = parts.Exponent is >= -LargestPower and <= LargestPower
                    && parts.Digits.Length <= 2 * LargestPower;
                result = isModest ? FromDecimal(parts) : default;
                return isModest;
            case Complex { Imaginary: 0 } number when double.IsFinite(number.Real):
                result = FromDouble(number.Real);
                return true;
            case not null when PythonNumber.TryGetInteger(value, out var integer):
                result = new(integer, BigInteger.One);
                return true;
            case not null when PythonNumber.TryGetFloat(value, out var real) && double.IsFinite(real):
                result = FromDouble(real);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The nearest double.</summary>
    internal double ToDouble()
    {
        if (Numerator.IsZero)
        {
            return 0;
        }

        // 62 or 63 bits of the quotient; the lowest one stands for all that follow.
        var shift = 62 - (Numerator.GetBitLength() - Denominator.GetBitLength());
        if (shift is > 4096 or < -4096)
        {
            return Numerator.Sign * (shift > 0 ? 0.0 : double.PositiveInfinity);
        }

        var (up, down) = ((int)Math.Max(shift, 0), (int)Math.Max(-shift, 0));
        var quotient = BigInteger.DivRem(BigInteger.Abs(Numerator) << up, Denominator << down, out var rest);
        return Numerator.Sign * Math.ScaleB((ulong)quotient | (rest.IsZero ? 0UL : 1UL), (int)-shift);
    }

    private static PythonRational FromDecimal(DecimalParts parts)
    {
        var digits = BigInteger.Parse(parts.Digits, CultureInfo.InvariantCulture);
        digits = parts.IsNegative ? -digits : digits;
        var power = BigInteger.Pow(10, (int)Math.Abs(parts.Exponent));
        return parts.Exponent >= 0 ? new(digits * power, BigInteger.One) : Reduce(digits, power);
    }

    private static PythonRational FromDouble(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return new(BigInteger.Zero, BigInteger.One);
        }

        var exponent = Math.ILogB(value) - 52;
        var mantissa = new BigInteger(Math.ScaleB(value, -exponent));
        return exponent >= 0
            ? new(mantissa << exponent, BigInteger.One)
            : Reduce(mantissa, BigInteger.One << -exponent);
    }

    private static int? InfinityOf(object value) => value switch
    {
        PythonDecimal { IsFinite: false, IsNaN: false } number => number.Parts.IsNegative ? -1 : 1,
        Complex { Imaginary: 0 } number when double.IsInfinity(number.Real) => Math.Sign(number.Real),
        _ when PythonNumber.TryGetFloat(value, out var real) && double.IsInfinity(real) => Math.Sign(real),
        _ => null,
    };
}
