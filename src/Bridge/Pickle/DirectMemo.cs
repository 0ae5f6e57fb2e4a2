using System.Buffers;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>The memo of the direct reader: what was made, and by which converter.</summary>
internal struct DirectMemo
{
    private Entry[] _entries;
    private int _used;

    public DirectMemo() => _entries = ArrayPool<Entry>.Shared.Rent(16);

    internal int Count { get; private set; }

    /// <summary>The value at an index, if it was made for the same purpose; null otherwise.</summary>
    internal readonly object? Find(long index, PickleConverter? owner) =>
        index < Count && ReferenceEquals(_entries[index].Owner, owner) ? _entries[index].Value : null;

    internal void Add(object? value, PickleConverter? owner)
    {
        if (Count == _entries.Length)
        {
            Grow();
        }

        _entries[Count++] = new Entry(value, owner);
    }

    internal readonly void Set(int index, object value, PickleConverter? owner) => _entries[index] = new Entry(value, owner);

    /// <summary>Forgets the last entries.</summary>
    internal void CutTo(int count)
    {
        _used = Math.Max(_used, Count);
        Count = count;
    }

    internal readonly void Release()
    {
        Array.Clear(_entries, 0, Math.Max(_used, Count));
        ArrayPool<Entry>.Shared.Return(_entries);
    }

    private void Grow()
    {
        var larger = ArrayPool<Entry>.Shared.Rent(Count * 2);
        Array.Copy(_entries, larger, Count);
        Release();
        _entries = larger;
    }

    private readonly record struct Entry(object? Value, PickleConverter? Owner);
}
