namespace Bridge.Pickle;

/// <summary>
/// The pairs of a dict in order. A few are found by looking at each; more by an index of their hashes, as in
/// CPython's dict.
/// </summary>
internal struct DictTable
{
    private const int Few = 8;

    private static readonly object RemovedKey = new();

    private KeyValuePair<object?, object?>[] _pairs;
    private DictIndex? _index;

    public DictTable() => _pairs = [];

    internal int Count { get; private set; }

    internal readonly int Capacity => _pairs.Length;

    /// <summary>Where the pairs end; some before may be <see cref="TryGetPair">removed</see>.</summary>
    internal int End { get; private set; }

    /// <summary>Changes with each pair that is added or removed.</summary>
    internal int Version { get; private set; }

    /// <summary>The place of a key; negative when there is none.</summary>
    /// <exception cref="ArgumentException">The key is not hashable.</exception>
    internal readonly int Find(object? key, PythonComparison? comparison) =>
        _index is null && key is string text ? FindText(text)
        : Find(key, PythonEqualityComparer.HashOf(key), comparison);

    /// <summary>The pair at a place.</summary>
    internal readonly KeyValuePair<object?, object?> this[int place] => _pairs[place];

    /// <summary>The pair at a place, if it was not removed.</summary>
    internal readonly bool TryGetPair(int place, out KeyValuePair<object?, object?> pair)
    {
        pair = _pairs[place];
        return !ReferenceEquals(pair.Key, RemovedKey);
    }

    /// <summary>Sets the value of a key, in its old place if it has one.</summary>
    /// <exception cref="ArgumentException">The key is not hashable.</exception>
    internal void Set(object? key, object? value)
    {
        var hash = 0;
        int place;
        if (_index is null && key is string text)
        {
            place = FindText(text);
        }
        else
        {
            hash = PythonEqualityComparer.HashOf(key);
            place = Find(key, hash, null);
        }

        if (place >= 0)
        {
            _pairs[place] = new(_pairs[place].Key, value);
        }
        else
        {
            Add(key, value, hash);
        }
    }

    internal void Remove(int place)
    {
        _index?.Remove(place);
        _pairs[place] = new(RemovedKey, null);
        Count--;
        Version++;
    }

    internal void EnsureCapacity(int capacity)
    {
        if (_pairs.Length - End + Count < capacity)
        {
            Resize(capacity);
        }
    }

    private void Add(object? key, object? value, int hash)
    {
        if (End == _pairs.Length)
        {
            Resize(Math.Max(4, Count * 2));
        }

        // With the ninth pair comes the index, and the hash was not needed before.
        _pairs[End] = new(key, value);
        _index?.Add(End, hash == 0 ? PythonEqualityComparer.HashOf(key) : hash);
        End++;
        Count++;
        Version++;
    }

    private readonly int Find(object? key, int hash, PythonComparison? comparison)
    {
        if (_index is { } index)
        {
            for (var i = index.First(hash); i >= 0; i = index.Next(i))
            {
                if (index.HashAt(i) == hash && IsSame(_pairs[i].Key, key, comparison))
                {
                    return i;
                }
            }

            return -1;
        }

        for (var i = 0; i < End; i++)
        {
            if (IsSame(_pairs[i].Key, key, comparison) && TryGetPair(i, out _))
            {
                return i;
            }
        }

        return -1;
    }

    private readonly int FindText(string key)
    {
        for (var i = 0; i < End; i++)
        {
            if (ReferenceEquals(_pairs[i].Key, key) || (_pairs[i].Key is string other && string.Equals(key, other)))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsSame(object? x, object? y, PythonComparison? comparison) =>
        ReferenceEquals(x, y)
        || (x is string a && y is string b ? string.Equals(a, b)
            : comparison?.AreEqual(x, y) ?? PythonEqualityComparer.Instance.Equals(x, y));

    private void Resize(int capacity)
    {
        var pairs = new KeyValuePair<object?, object?>[capacity];
        var index = capacity > Few ? new DictIndex(capacity) : null;
        var count = 0;
        for (var i = 0; i < End; i++)
        {
            if (TryGetPair(i, out var pair))
            {
                index?.Add(count, _index?.HashAt(i) ?? PythonEqualityComparer.HashOf(pair.Key));
                pairs[count++] = pair;
            }
        }

        (_pairs, _index, End) = (pairs, index, count);
    }
}
