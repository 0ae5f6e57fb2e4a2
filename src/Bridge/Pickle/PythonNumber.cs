using System.Numerics;

namespace Bridge.Pickle;

/// <summary>Which .NET numbers are an <c>int</c> or <c>float</c> in Python.</summary>
internal static class PythonNumber
{
    internal static bool TryGetInteger(object value, out BigInteger integer)
    {
        BigInteger? found = value switch
        {
            bool b => b ? 1 : 0,
            long i => i,
            int i => i,
            BigInteger i => i,
            byte i => i,
            sbyte i => i,
            short i => i,
            ushort i => i,
            uint i => i,
            ulong i => i,
            nint i => i,
            nuint i => i,
            Int128 i => i,
            UInt128 i => i,
            NumpyScalar { Dtype.Kind: 'b', Value: bool b } => b ? 1 : 0,
            NumpyScalar scalar => ((IPythonNumber)scalar).ToInteger(),
            _ => null,
        };
        integer = found.GetValueOrDefault();
        return found.HasValue;
    }

    internal static bool TryGetFloat(object value, out double number)
    {
        double? found = value switch
        {
            double d => d,
            float f => f,
            Half h => (double)h,
            NumpyScalar { Dtype.Kind: 'f' } scalar => ((IPythonNumber)scalar).ToDouble(),
            _ => null,
        };
        number = found.GetValueOrDefault();
        return found.HasValue;
    }

    /// <summary>Whether both are numbers, and if so, whether they are equal exactly (no rounding).</summary>
    internal static bool? Compare(object x, object y)
    {
        if (PythonRational.Compare(x, y) is { } exact)
        {
            return exact;
        }

        var xIsInteger = TryGetInteger(x, out var a);
        var yIsInteger = TryGetInteger(y, out var b);
        if (xIsInteger && yIsInteger)
        {
            return a == b;
        }

        var c = default(Complex);
        var d = default(Complex);
        if ((!xIsInteger && !TryGetComplex(x, out c)) || (!yIsInteger && !TryGetComplex(y, out d)))
        {
            return null;
        }

        return xIsInteger ? IsSame(a, d) : yIsInteger ? IsSame(b, c) : c.Real == d.Real && c.Imaginary == d.Imaginary;
    }

    private static bool IsSame(BigInteger integer, Complex number) =>
        number.Imaginary == 0 && double.IsFinite(number.Real) && Math.Floor(number.Real) == number.Real
        && new BigInteger(number.Real) == integer;

    private static bool TryGetComplex(object value, out Complex number)
    {
        if (value is Complex complex)
        {
            number = complex;
            return true;
        }

        var isFloat = TryGetFloat(value, out var real);
        number = real;
        return isFloat;
    }
}
