using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Bridge.Pickle;

/// <summary>
/// A Python <c>dict</c>: keeps the order of insertion, takes null (None) as a key, and 1, 1.0 and true are one
/// key.
/// </summary>
/// <remarks>
/// Not thread-safe; one caller at a time. Keys must be hashable as in Python: a list, dict, set or
/// bytearray as a key throws <see cref="ArgumentException"/>.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "Python's word.")]
public sealed class PythonDict : IDictionary<object?, object?>, IReadOnlyDictionary<object?, object?>
{
    // OrderedDictionary takes no null; the sentinel is equal only to itself.
    private static readonly object NoneKey = new();

    private readonly OrderedDictionary<object, object?> _items;

    /// <summary>An empty dict.</summary>
    public PythonDict()
        : this(0)
    {
    }

    /// <summary>Copies the pairs; a later one replaces the value of an earlier one with an equal key.</summary>
    /// <param name="pairs">Keys and values.</param>
    /// <exception cref="ArgumentException">A key is not hashable.</exception>
    public PythonDict(IEnumerable<KeyValuePair<object?, object?>> pairs)
        : this(0)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        foreach (var (key, value) in pairs)
        {
            this[key] = value;
        }
    }

    // For a comparison, which brings a comparer of its own.
    internal PythonDict(PythonDict other, IEqualityComparer<object> comparer)
    {
        _items = new(other._items.Count, comparer);
        foreach (var (key, value) in other._items)
        {
            _items[key] = value;
        }
    }

    internal PythonDict(int capacity) => _items = new(capacity, PythonEqualityComparer.Instance);

    /// <summary>The number of pairs.</summary>
    public int Count => _items.Count;

    /// <summary>The keys in order, as a snapshot.</summary>
    public IReadOnlyList<object?> Keys => [.. _items.Keys.Select(Unwrap)];

    /// <summary>The values in order, as a snapshot.</summary>
    public IReadOnlyList<object?> Values => [.. _items.Values];

    bool ICollection<KeyValuePair<object?, object?>>.IsReadOnly => false;

    ICollection<object?> IDictionary<object?, object?>.Keys => [.. Keys];

    ICollection<object?> IDictionary<object?, object?>.Values => [.. Values];

    IEnumerable<object?> IReadOnlyDictionary<object?, object?>.Keys => Keys;

    IEnumerable<object?> IReadOnlyDictionary<object?, object?>.Values => Values;

    /// <summary>The value of a key; setting keeps the place of a key that is there.</summary>
    /// <param name="key">The key; null for None.</param>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public object? this[object? key]
    {
        get => _items[Wrap(key)];
        set => _items[Wrap(key)] = value;
    }

    /// <inheritdoc/>
    public void Add(object? key, object? value) => _items.Add(Wrap(key), value);

    /// <inheritdoc/>
    public bool ContainsKey(object? key) => _items.ContainsKey(Wrap(key));

    /// <inheritdoc cref="IDictionary{TKey, TValue}.TryGetValue"/>
    public bool TryGetValue(object? key, [MaybeNullWhen(false)] out object? value) =>
        _items.TryGetValue(Wrap(key), out value);

    /// <inheritdoc/>
    public bool Remove(object? key) => _items.Remove(Wrap(key));

    /// <inheritdoc/>
    public void Clear() => _items.Clear();

    /// <summary>The pairs in order.</summary>
    public IEnumerator<KeyValuePair<object?, object?>> GetEnumerator()
    {
        foreach (var (key, value) in _items)
        {
            yield return new(Unwrap(key), value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void ICollection<KeyValuePair<object?, object?>>.Add(KeyValuePair<object?, object?> item) =>
        Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<object?, object?>>.Contains(KeyValuePair<object?, object?> item) =>
        TryGetValue(item.Key, out var value) && PythonEqualityComparer.Instance.Equals(value, item.Value);

    void ICollection<KeyValuePair<object?, object?>>.CopyTo(KeyValuePair<object?, object?>[] array, int arrayIndex)
    {
        foreach (var pair in this)
        {
            array[arrayIndex++] = pair;
        }
    }

    bool ICollection<KeyValuePair<object?, object?>>.Remove(KeyValuePair<object?, object?> item) =>
        ((ICollection<KeyValuePair<object?, object?>>)this).Contains(item) && Remove(item.Key);

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);

    private static object Wrap(object? key) => key ?? NoneKey;

    private static object? Unwrap(object key) => ReferenceEquals(key, NoneKey) ? null : key;
}
