using System.Numerics;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>Hashes that agree with Python's equality: 1, 1.0 and True have one hash.</summary>
/// <remarks>
/// Seeded per process (<see cref="HashCode"/>), so that nobody can send keys that collide on purpose.
/// </remarks>
internal static class PythonHash
{
    internal static int OfInteger(long value) => HashCode.Combine(value);

    internal static int OfInteger(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            return OfInteger((long)value);
        }

        // 2**100 == float(2**100), so their hashes must agree.
        var nearest = (double)value;
        return double.IsFinite(nearest) && new BigInteger(nearest) == value
            ? HashCode.Combine(nearest)
            : HashCode.Combine(value);
    }

    internal static int OfFloat(double value) =>
        value >= -9223372036854775808.0 && value < 9223372036854775808.0 && Math.Floor(value) == value
            ? OfInteger((long)value)
            : HashCode.Combine(value);

    internal static int OfComplex(Complex value) =>
        value.Imaginary == 0 ? OfFloat(value.Real) : HashCode.Combine(OfFloat(value.Real), OfFloat(value.Imaginary));

    internal static int OfBytes(ReadOnlySpan<byte> bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    internal static int OfTuple(ITuple tuple)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var hash = default(HashCode);
        for (var i = 0; i < tuple.Length; i++)
        {
            hash.Add(PythonEqualityComparer.HashOf(tuple[i]));
        }

        return hash.ToHashCode();
    }

    internal static int OfSet(IEnumerable<object?> items)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var sum = 0;
        foreach (var item in items)
        {
            sum += HashCode.Combine(PythonEqualityComparer.HashOf(item));
        }

        return HashCode.Combine(sum);
    }
}
