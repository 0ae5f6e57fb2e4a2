using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>The pairs of a dict in order, and from nine pairs on an index of their hashes, as in CPython's dict.</summary>
internal struct DictTable
{
    private const int Few = 8;
    private const int Removed = -1;
    private const int EndOfChain = -2;

    private Entry[] _entries;
    private int[]? _buckets;
    private int _end;

    public DictTable() => _entries = [];

    internal int Count { get; private set; }

    /// <summary>Where the pairs end; some before may be <see cref="TryGetEntry">removed</see>.</summary>
    internal readonly int End => _end;

    /// <summary>Changes with each pair that is added or removed.</summary>
    internal int Version { get; private set; }

    /// <summary>The place of a key; negative when there is none.</summary>
    internal readonly int Find(object? key, int hash, PythonComparison? comparison)
    {
        if (_buckets is { } buckets)
        {
            for (var i = buckets[hash & (buckets.Length - 1)] - 1; i >= 0; i = _entries[i].Next)
            {
                if (_entries[i].Hash == hash && IsSame(_entries[i].Key, key, comparison))
                {
                    return i;
                }
            }

            return -1;
        }

        for (var i = 0; i < _end; i++)
        {
            if (_entries[i].Hash == hash && _entries[i].Next != Removed && IsSame(_entries[i].Key, key, comparison))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The pair at a place.</summary>
    internal readonly KeyValuePair<object?, object?> this[int place] => new(_entries[place].Key, _entries[place].Value);

    /// <summary>The pair at a place, if it was not removed.</summary>
    internal readonly bool TryGetEntry(int place, out KeyValuePair<object?, object?> pair)
    {
        ref readonly var entry = ref _entries[place];
        pair = new(entry.Key, entry.Value);
        return entry.Next != Removed;
    }

    internal readonly void SetValue(int place, object? value) => _entries[place].Value = value;

    /// <summary>Adds a pair whose key is not there.</summary>
    internal void Add(object? key, object? value, int hash)
    {
        if (_end == _entries.Length)
        {
            Resize(Math.Max(4, Count * 2));
        }

        ref var entry = ref _entries[_end++];
        entry = new Entry { Key = key, Value = value, Hash = hash };
        Link(ref entry, _end);
        Count++;
        Version++;
    }

    internal void Remove(int place)
    {
        if (_buckets is { } buckets)
        {
            ref var link = ref buckets[_entries[place].Hash & (buckets.Length - 1)];
            if (link == place + 1)
            {
                link = Math.Max(0, _entries[place].Next + 1);
            }
            else
            {
                var before = link - 1;
                while (_entries[before].Next != place)
                {
                    before = _entries[before].Next;
                }

                _entries[before].Next = _entries[place].Next;
            }
        }

        _entries[place] = new Entry { Next = Removed };
        Count--;
        Version++;
    }

    internal void EnsureCapacity(int count)
    {
        if (_entries.Length - _end + Count < count)
        {
            Resize(Math.Max(count, _entries.Length * 2));
        }
    }

    private static bool IsSame(object? x, object? y, PythonComparison? comparison) =>
        ReferenceEquals(x, y)
        || (x is string a && y is string b ? string.Equals(a, b, StringComparison.Ordinal)
            : comparison?.AreEqual(x, y) ?? PythonEqualityComparer.Instance.Equals(x, y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Link(ref Entry entry, int number)
    {
        if (_buckets is { } buckets)
        {
            ref var bucket = ref buckets[entry.Hash & (buckets.Length - 1)];
            entry.Next = bucket - 1 == Removed ? EndOfChain : bucket - 1;
            bucket = number;
        }
        else
        {
            entry.Next = EndOfChain;
        }
    }

    private void Resize(int capacity)
    {
        var entries = new Entry[capacity];
        var count = 0;
        for (var i = 0; i < _end; i++)
        {
            if (_entries[i].Next != Removed)
            {
                entries[count++] = _entries[i];
            }
        }

        _entries = entries;
        _end = count;
        _buckets = capacity <= Few
            ? null
            : new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(capacity, 1 << 30))];
        for (var i = 0; i < count; i++)
        {
            Link(ref _entries[i], i + 1);
        }
    }

    private struct Entry
    {
        internal object? Key;
        internal object? Value;
        internal int Hash;

        /// <summary>The place of the next pair in the bucket, or one of the two negative marks.</summary>
        internal int Next;
    }
}
