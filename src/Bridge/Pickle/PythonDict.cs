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
public class PythonDict : IDictionary<object?, object?>, IReadOnlyDictionary<object?, object?>
{
    private DictTable _table = new();

    /// <summary>An empty dict.</summary>
    public PythonDict()
    {
    }

    /// <summary>Copies the pairs; a later one replaces the value of an earlier one with an equal key.</summary>
    /// <param name="pairs">Keys and values.</param>
    /// <exception cref="ArgumentException">A key is not hashable.</exception>
    public PythonDict(IEnumerable<KeyValuePair<object?, object?>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        foreach (var (key, value) in pairs)
        {
            this[key] = value;
        }
    }

    /// <summary>The number of pairs.</summary>
    public int Count => _table.Count;

    /// <summary>The keys in order, as a snapshot.</summary>
    public IReadOnlyList<object?> Keys => [.. this.Select(pair => pair.Key)];

    /// <summary>The values in order, as a snapshot.</summary>
    public IReadOnlyList<object?> Values => [.. this.Select(pair => pair.Value)];

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
        get => TryGetValue(key, out var value)
            ? value
            : throw new KeyNotFoundException($"The dict has no key {PickleText.ToString(key)}.");
        set => _table.Set(key, value);
    }

    /// <inheritdoc/>
    public void Add(object? key, object? value)
    {
        if (_table.Find(key, null) >= 0)
        {
            throw new ArgumentException($"The dict has the key {PickleText.ToString(key)} already.", nameof(key));
        }

        _table.Set(key, value);
    }

    /// <inheritdoc/>
    public bool ContainsKey(object? key) => TryGetValue(key, out _);

    /// <inheritdoc cref="IDictionary{TKey, TValue}.TryGetValue"/>
    public bool TryGetValue(object? key, [MaybeNullWhen(false)] out object? value) => TryGetValue(key, null, out value);

    /// <inheritdoc/>
    public bool Remove(object? key)
    {
        var place = _table.Find(key, null);
        if (place >= 0)
        {
            _table.Remove(place);
        }

        return place >= 0;
    }

    /// <inheritdoc/>
    public void Clear() => _table = new DictTable();

    /// <summary>The pairs in order.</summary>
    /// <exception cref="InvalidOperationException">A pair was added or removed in between.</exception>
    public IEnumerator<KeyValuePair<object?, object?>> GetEnumerator()
    {
        var version = _table.Version;
        for (var i = 0; i < _table.End; i++)
        {
            if (_table.TryGetPair(i, out var pair))
            {
                yield return pair;
                if (_table.Version != version)
                {
                    throw new InvalidOperationException("The dict was changed while it was enumerated.");
                }
            }
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

    /// <summary>The table, for readers that pay for no enumerator.</summary>
    internal ref readonly DictTable Table => ref _table;

    /// <summary>How many pairs fit without growing.</summary>
    internal int Capacity => _table.Capacity;

    internal void EnsureCapacity(int capacity) => _table.EnsureCapacity(capacity);

    internal bool TryGetValue(object? key, PythonComparison? comparison, out object? value)
    {
        var place = _table.Find(key, comparison);
        value = place >= 0 ? _table[place].Value : null;
        return place >= 0;
    }

    /// <summary>Sets keys and values that come by turns, if all keys are str of usual length.</summary>
    internal bool TrySetTexts(ReadOnlySpan<object?> pairs)
    {
        for (var i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] is not string { Length: <= HashedFiller.UsualKeyLength })
            {
                return false;
            }
        }

        SetPairs(pairs);
        return true;
    }

    /// <summary>Sets keys and values that come by turns.</summary>
    /// <exception cref="ArgumentException">A key is not hashable.</exception>
    internal void SetPairs(ReadOnlySpan<object?> pairs)
    {
        for (var i = 0; i + 1 < pairs.Length; i += 2)
        {
            _table.Set(pairs[i], pairs[i + 1]);
        }
    }
}
