using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>Python's <c>==</c> and <c>hash</c> for the values that pickles become.</summary>
/// <remarks>
/// Thread-safe. 1, 1.0 and true are equal; bytes, lists, tuples, dicts and sets are equal by content; a
/// <see cref="PythonObject"/> only to itself. Hashing a list, dict, set or bytearray throws
/// <see cref="ArgumentException"/>, as it is a <c>TypeError</c> in Python.
/// </remarks>
public sealed class PythonEqualityComparer : IEqualityComparer<object?>
{
    private PythonEqualityComparer()
    {
    }

    /// <summary>The only instance.</summary>
    public static PythonEqualityComparer Instance { get; } = new();

    /// <inheritdoc/>
    public new bool Equals(object? x, object? y)
    {
        if (ReferenceEquals(x, y))
        {
            return true;
        }

        if (x is null || y is null)
        {
            return false;
        }

        return x is string s ? y is string t && string.Equals(s, t, StringComparison.Ordinal)
            : x is long a && y is long b ? a == b
            : new PythonComparison().AreEqual(x, y);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The value is not hashable.</exception>
    public int GetHashCode(object? obj) => HashOf(obj);

    internal static int HashOf(object? value) => value switch
    {
        null => 0,
        string s => s.GetHashCode(StringComparison.Ordinal),
        long i => PythonHash.OfInteger(i),
        bool b => PythonHash.OfInteger(b ? 1 : 0),
        double d => PythonHash.OfFloat(d),
        Complex c => PythonHash.OfComplex(c),
        decimal d => PythonRational.HashOf(d),
        byte[] bytes => PythonHash.OfBytes(bytes),
        PythonTuple or PythonFrozenSet or PythonGlobal or PythonObject or PythonSlice => value.GetHashCode(),
        ITuple tuple => PythonHash.OfTuple(tuple),
        PythonByteArray => throw Unhashable("bytearray"),
        PythonDict or IDictionary => throw Unhashable("dict"),
        PythonDeque => throw Unhashable("deque"),
        ISet<object?> => throw Unhashable("set"),
        IList => throw Unhashable("list"),
        _ when PythonNumber.TryGetInteger(value, out var big) => PythonHash.OfInteger(big),
        _ when PythonNumber.TryGetFloat(value, out var number) => PythonHash.OfFloat(number),
        _ => value.GetHashCode(),
    };

    private static ArgumentException Unhashable(string type) =>
        new($"A Python {type} is not hashable: no dict key, no set item; use a tuple, bytes or frozenset.");
}
