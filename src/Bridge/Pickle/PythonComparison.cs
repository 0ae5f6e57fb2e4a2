using System.Collections;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>One deep comparison. Ends for cyclic values, and in linear time for values that share their parts.</summary>
internal struct PythonComparison
{
    // Only big or cyclic comparisons pay for remembering pairs.
    private const int RememberAfter = 256;

    private int _containers;
    private HashSet<Pair>? _seen;

    internal bool AreEqual(object? x, object? y)
    {
        if (ReferenceEquals(x, y))
        {
            return true;
        }

        if (x is null || y is null)
        {
            return false;
        }

        if (PythonNumber.Compare(x, y) is { } numbers)
        {
            return numbers;
        }

        return (x, y) switch
        {
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (PythonGlobal a, PythonGlobal b) => a == b,
            _ when BytesOf(x) is { } a => BytesOf(y) is { } b && a.AsSpan().SequenceEqual(b),
            _ when BytesOf(y) is not null => false,
            (ITuple a, ITuple b) => IsKnownPair(x, y) || AreEqual(a, b),
            (PythonDict a, PythonDict b) => IsKnownPair(x, y) || AreEqual(a, b),
            _ when SetOf(x) is { } a => SetOf(y) is { } b && a.Count == b.Count && a.SetEquals(b),
            (IList a, IList b) => IsKnownPair(x, y) || AreEqual(a, b),
            _ => x.Equals(y),
        };
    }

    private static byte[]? BytesOf(object value) => value as byte[] ?? (value as PythonByteArray)?.Bytes;

    private static HashSet<object?>? SetOf(object value) => value as HashSet<object?> ?? (value as PythonFrozenSet)?.Items;

    private bool AreEqual(ITuple x, ITuple y)
    {
        if (x.Length != y.Length)
        {
            return false;
        }

        for (var i = 0; i < x.Length; i++)
        {
            if (!AreEqual(x[i], y[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool AreEqual(IList x, IList y)
    {
        if (x.Count != y.Count)
        {
            return false;
        }

        for (var i = 0; i < x.Count; i++)
        {
            if (!AreEqual(x[i], y[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool AreEqual(PythonDict x, PythonDict y)
    {
        if (x.Count != y.Count)
        {
            return false;
        }

        foreach (var (key, value) in x)
        {
            if (!y.TryGetValue(key, out var other) || !AreEqual(value, other))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the pair was met before: then it is equal, or the comparison fails elsewhere.</summary>
    private bool IsKnownPair(object x, object y)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return ++_containers > RememberAfter && !(_seen ??= []).Add(new Pair(x, y));
    }

    private readonly struct Pair(object x, object y) : IEquatable<Pair>
    {
        private readonly object _x = x;
        private readonly object _y = y;

        public bool Equals(Pair other) => ReferenceEquals(_x, other._x) && ReferenceEquals(_y, other._y);

        public override bool Equals(object? obj) => obj is Pair other && Equals(other);

        public override int GetHashCode() =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(_x), RuntimeHelpers.GetHashCode(_y));
    }
}
