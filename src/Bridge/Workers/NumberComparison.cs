using System.Numerics;
using Bridge.Pickle;

namespace Bridge.Workers;

/// <summary>Numbers of Python that may be apart by a tolerance.</summary>
internal sealed class NumberComparison(double absoluteTolerance, double relativeTolerance)
{
    private readonly bool _isExact = absoluteTolerance == 0 && relativeTolerance == 0;

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

        if (isEqual || (PythonNumber.TryGetInteger(x, out _) && PythonNumber.TryGetInteger(y, out _)))
        {
            return isEqual;
        }

        if (x is Complex || y is Complex)
        {
            return ToComplex(x) is { } p && ToComplex(y) is { } q
                && AreClose(p.Real, q.Real) && AreClose(p.Imaginary, q.Imaginary);
        }

        // A decimal that prints like a float is what that float stands for: decimals and floats meet as floats.
        return ToDouble(x) is { } c && ToDouble(y) is { } d
            && (_isExact && !IsFloat(x) && !IsFloat(y) ? double.IsNaN(c) && double.IsNaN(d) : AreClose(c, d));
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
