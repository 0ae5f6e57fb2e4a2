using System.Collections;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>A Python <c>tuple</c>. Equal to another tuple, also one of C#, with equal items.</summary>
/// <remarks>Thread-safe. Hashable as in Python: when all its items are.</remarks>
[CollectionBuilder(typeof(PythonTuple), nameof(Create))]
public sealed class PythonTuple : IReadOnlyList<object?>, ITuple, IEquatable<PythonTuple>
{
    private readonly object?[] _items;
    private int _hash;

    /// <summary>Copies the items.</summary>
    /// <param name="items">The items.</param>
    public PythonTuple(params ReadOnlySpan<object?> items)
        : this(items.ToArray())
    {
    }

    private PythonTuple(object?[] items) => _items = items;

    /// <summary>The tuple without items.</summary>
    public static PythonTuple Empty { get; } = new(Array.Empty<object?>());

    /// <summary>The number of items.</summary>
    public int Count => _items.Length;

    int ITuple.Length => _items.Length;

    internal ReadOnlySpan<object?> Items => _items;

    /// <summary>The item at an index from 0.</summary>
    /// <param name="index">The index; negative indexes do not count from the end.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such item.</exception>
    public object? this[int index] => _items[index];

    /// <summary>Copies the items; the target of collection expressions.</summary>
    /// <param name="items">The items.</param>
    public static PythonTuple Create(ReadOnlySpan<object?> items) => items.IsEmpty ? Empty : new(items);

    // Takes the array as it is: that of a tuple in a cycle is filled after the tuple exists.
    internal static PythonTuple Wrap(object?[] items) => items.Length == 0 ? Empty : new(items);

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether the items are equal in Python's sense.</summary>
    /// <param name="other">The tuple to compare with.</param>
    public bool Equals(PythonTuple? other) => PythonEqualityComparer.Instance.Equals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => PythonEqualityComparer.Instance.Equals(this, obj);

    /// <summary>A hash of the items.</summary>
    /// <exception cref="ArgumentException">An item, a list for example, is not hashable.</exception>
    public override int GetHashCode()
    {
        // Kept: hashing tuples of tuples that share parts would otherwise take exponential time.
        if (_hash == 0)
        {
            var hash = PythonHash.OfTuple(this);
            _hash = hash == 0 ? 1 : hash;
        }

        return _hash;
    }

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);
}
