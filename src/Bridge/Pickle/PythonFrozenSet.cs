using System.Collections;

namespace Bridge.Pickle;

/// <summary>A Python <c>frozenset</c>. Equal to any set with equal items.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class PythonFrozenSet : IReadOnlySet<object?>, IEquatable<PythonFrozenSet>
{
    private readonly HashSet<object?> _items = new(PythonEqualityComparer.Instance);
    private int _hash;

    /// <summary>Copies the items; equal ones count once.</summary>
    /// <param name="items">The items.</param>
    /// <exception cref="ArgumentException">An item, a list for example, is not hashable.</exception>
    public PythonFrozenSet(IEnumerable<object?> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        _items.UnionWith(items);
    }

    internal PythonFrozenSet()
    {
    }

    /// <summary>The number of items.</summary>
    public int Count => _items.Count;

    internal HashSet<object?> Items => _items;

    /// <inheritdoc/>
    public bool Contains(object? item) => _items.Contains(item);

    /// <inheritdoc/>
    public bool IsProperSubsetOf(IEnumerable<object?> other) => _items.IsProperSubsetOf(other);

    /// <inheritdoc/>
    public bool IsProperSupersetOf(IEnumerable<object?> other) => _items.IsProperSupersetOf(other);

    /// <inheritdoc/>
    public bool IsSubsetOf(IEnumerable<object?> other) => _items.IsSubsetOf(other);

    /// <inheritdoc/>
    public bool IsSupersetOf(IEnumerable<object?> other) => _items.IsSupersetOf(other);

    /// <inheritdoc/>
    public bool Overlaps(IEnumerable<object?> other) => _items.Overlaps(other);

    /// <inheritdoc/>
    public bool SetEquals(IEnumerable<object?> other) => _items.SetEquals(other);

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether the items are equal in Python's sense.</summary>
    /// <param name="other">The set to compare with.</param>
    public bool Equals(PythonFrozenSet? other) => PythonEqualityComparer.Instance.Equals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => PythonEqualityComparer.Instance.Equals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            var hash = PythonHash.OfSet(_items);
            _hash = hash == 0 ? 1 : hash;
        }

        return _hash;
    }

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);
}
