using System.Collections;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>
/// One deep comparison. Ends for cyclic values, and in linear time for values that share their parts.
/// </summary>
internal sealed class PythonComparison : IEqualityComparer<object?>
{
    // Only big or cyclic comparisons pay for remembering pairs.
    private const int RememberAfter = 64;

    private int _containers;
    private Dictionary<Pair, bool>? _known;

    /// <summary>Hash lookups inside the comparison continue it, and so profit from what it knows.</summary>
    bool IEqualityComparer<object?>.Equals(object? x, object? y) => AreEqual(x, y);

    int IEqualityComparer<object?>.GetHashCode(object? obj) => PythonEqualityComparer.HashOf(obj);

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

        if (BytesOf(x) is { } bytes)
        {
            return BytesOf(y) is { } others && bytes.AsSpan().SequenceEqual(others);
        }

        return (x, y) switch
        {
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (PythonGlobal a, PythonGlobal b) => a == b,
            _ when IsContainer(x) => IsContainer(y) && AreContainersEqual(x, y),
            (not IImmutableValue, IImmutableValue) => y.Equals(x),
            _ => !IsContainer(y) && x.Equals(y),
        };
    }

    private static byte[]? BytesOf(object value) => value as byte[] ?? (value as PythonByteArray)?.Bytes;

    private static HashSet<object?>? SetOf(object value) =>
        value as HashSet<object?> ?? (value as PythonFrozenSet)?.Items;

    private static bool IsContainer(object value) =>
        value is ITuple or IList or PythonDeque or PythonDict or PythonSlice or PythonFrozenSet or HashSet<object?>;

    private bool AreContainersEqual(object x, object y)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_containers <= RememberAfter)
        {
            return CompareContents(x, y);
        }

        var pair = new Pair(x, y);
        _known ??= [];
        if (!_known.TryGetValue(pair, out var result))
        {
            // Taken as equal while it is compared: a cycle is equal if nothing else differs.
            _known[pair] = true;
            result = CompareContents(x, y);
            _known[pair] = result;
        }

        return result;
    }

    private bool CompareContents(object x, object y) => (x, y) switch
    {
        (ITuple a, ITuple b) => AreTuplesEqual(a, b),
        (IList a, IList b) => AreListsEqual(a, b),
        (PythonDeque a, PythonDeque b) => AreItemsEqual(a, b),
        (PythonOrderedDict a, PythonOrderedDict b) => AreItemsEqual(a.Keys, b.Keys) && AreDictsEqual(a, b),
        (PythonDict a, PythonDict b) => AreDictsEqual(a, b),
        (PythonSlice a, PythonSlice b) =>
            AreEqual(a.Start, b.Start) && AreEqual(a.Stop, b.Stop) && AreEqual(a.Step, b.Step),
        _ when SetOf(x) is { } a && SetOf(y) is { } b => AreSetsEqual(a, b),
        _ => false,
    };

    private bool AreTuplesEqual(ITuple x, ITuple y)
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

    private bool AreItemsEqual(IReadOnlyList<object?> x, IReadOnlyList<object?> y)
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

    private bool AreListsEqual(IList x, IList y)
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

    private bool AreSetsEqual(HashSet<object?> x, HashSet<object?> y)
    {
        if (x.Count != y.Count)
        {
            return false;
        }

        var others = new HashSet<object?>(y, this);
        foreach (var item in x)
        {
            if (!others.Contains(item))
            {
                return false;
            }
        }

        return true;
    }

    private bool AreDictsEqual(PythonDict x, PythonDict y)
    {
        if (x.Count != y.Count)
        {
            return false;
        }

        foreach (var (key, value) in x)
        {
            if (!y.TryGetValue(key, this, out var other) || !AreEqual(value, other))
            {
                return false;
            }
        }

        return true;
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
