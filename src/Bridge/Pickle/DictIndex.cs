using System.Numerics;

namespace Bridge.Pickle;

/// <summary>Where the pairs of a larger dict are, by the hash of their key.</summary>
internal sealed class DictIndex
{
    private readonly int[] _buckets;
    private readonly Entry[] _entries;

    internal DictIndex(int capacity)
    {
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Min(capacity, 1 << 30))];
        _entries = new Entry[capacity];
    }

    /// <summary>The first place in the bucket of a hash; negative when there is none.</summary>
    internal int First(int hash) => _buckets[hash & (_buckets.Length - 1)] - 1;

    /// <summary>The next place in the same bucket; negative when there is none.</summary>
    internal int Next(int place) => _entries[place].Next - 1;

    internal int HashAt(int place) => _entries[place].Hash;

    internal void Add(int place, int hash)
    {
        ref var bucket = ref _buckets[hash & (_buckets.Length - 1)];
        _entries[place] = new Entry { Hash = hash, Next = bucket };
        bucket = place + 1;
    }

    internal void Remove(int place)
    {
        ref var link = ref _buckets[_entries[place].Hash & (_buckets.Length - 1)];
        while (link != place + 1)
        {
            link = ref _entries[link - 1].Next;
        }

        link = _entries[place].Next;
    }

    /// <summary>A hash, and one more than the next place in the bucket.</summary>
    private struct Entry
    {
        internal int Hash;
        internal int Next;
    }
}
