using System.Globalization;
using System.Numerics;
using Bridge.Pickle;

namespace Bridge.Workers;

/// <summary>Numbers of Python that may be apart by a tolerance.</summary>
internal sealed class NumberComparison(double absoluteTolerance, double relativeTolerance)
{
    private readonly bool _isExact = absoluteTolerance == 0 && relativeTolerance == 0;

    // As they were written: 0.01 is one hundredth for decimals.
    private readonly PythonRational? _absolute = ToRational(absoluteTolerance);
    private readonly PythonRational? _relative = ToRational(relativeTolerance);

    /// <summary>Whether two numbers are the same; null when they are not both numbers.</summary>
    public bool? AreSame(object x, object y)
    {
        if (x is long i && y is long j)
        {
            return i == j;
        }

        if (x is double a && y is double b)
        {
            return AreClose(a, b);
        }

        if (PythonNumber.Compare(x, y) is not { } isEqual)
        {
            return null;
        }

        var (isInteger, isOther) = (PythonNumber.TryGetInteger(x, out _), PythonNumber.TryGetInteger(y, out _));
        if (isEqual || (isInteger && isOther) || (_isExact && (isInteger || isOther)))
        {
            return isEqual; // as Python says, which compares an int with a float without rounding
        }

        if (x is Complex || y is Complex)
        {
            return ToComplex(x) is { } p && ToComplex(y) is { } q
                && AreClose(p.Real, q.Real) && AreClose(p.Imaginary, q.Imaginary);
        }

        return IsFloat(x) || IsFloat(y) ? AreCloseAsFloats(x, y) : AreCloseAsDecimals(x, y);
    }

    // A decimal that prints like a float is what that float stands for.
    private bool AreCloseAsFloats(object x, object y) =>
        ToDouble(x) is { } c && ToDouble(y) is { } d
        && !double.IsInfinity(c) && !double.IsInfinity(d) // else they would be equal, or one is too big for a float
        && AreClose(c, d);

    private bool AreCloseAsDecimals(object x, object y)
    {
        if (PythonRational.TryGet(x, out var p) && PythonRational.TryGet(y, out var q))
        {
            return !_isExact && AreClose(p, q);
        }

        return ToDouble(x) is { } c && ToDouble(y) is { } d
            && (_isExact || double.IsInfinity(c) || double.IsInfinity(d) ? double.IsNaN(c) && double.IsNaN(d) : AreClose(c, d));
    }

    private static bool IsFloat(object value) => PythonNumber.TryGetFloat(value, out _);

    private static double? ToDouble(object value) => value switch
    {
        double number => number,
        decimal number => (double)number,
        IPythonNumber number => number.ToDouble(),
        long number => number,
        _ when PythonNumber.TryGetInteger(value, out var integer) => new PythonRational(integer, 1).ToDouble(),
        _ when PythonNumber.TryGetFloat(value, out var number) => number,
        _ => null,
    };

    private static Complex? ToComplex(object value) =>
        value is Complex number ? number : ToDouble(value) is { } real ? real : null;

    /// <summary>Null for infinity.</summary>
    private static PythonRational? ToRational(double tolerance) =>
        double.IsFinite(tolerance)
        && PythonRational.TryGet(new PythonDecimal(tolerance.ToString("R", CultureInfo.InvariantCulture)), out var value)
            ? value
            : null;

    private bool AreClose(PythonRational x, PythonRational y)
    {
        // Over one denominator, which is positive.
        var (a, b) = (x.Numerator * y.Denominator, y.Numerator * x.Denominator);
        var denominator = x.Denominator * y.Denominator;
        var difference = BigInteger.Abs(a - b);
        var larger = BigInteger.Max(BigInteger.Abs(a), BigInteger.Abs(b));
        return _absolute is not { } absolute || difference * absolute.Denominator <= absolute.Numerator * denominator
            || _relative is not { } relative || difference * relative.Denominator <= relative.Numerator * larger;
    }

    private bool AreClose(double x, double y)
    {
        if (x == y)
        {
            return true;
        }

        if (double.IsNaN(x) || double.IsNaN(y))
        {
            return double.IsNaN(x) && double.IsNaN(y);
        }

        // As math.isclose: infinity is close to nothing else.
        return !_isExact && double.IsFinite(x) && double.IsFinite(y)
            && Math.Abs(x - y) <= Math.Max(
                absoluteTolerance, relativeTolerance * Math.Max(Math.Abs(x), Math.Abs(y)));
    }
}
