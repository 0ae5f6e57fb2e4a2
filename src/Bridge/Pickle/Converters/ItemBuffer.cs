using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Bridge.Pickle.Converters;

/// <summary>Items of a list whose length is not known yet, in a pooled array.</summary>
internal ref struct ItemBuffer<T>
{
    private T[] _items;

    public ItemBuffer() => _items = ArrayPool<T>.Shared.Rent(16);

    internal int Count { get; private set; }

    internal readonly ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(T item)
    {
        var items = _items;
        var count = Count;
        if ((uint)count < (uint)items.Length)
        {
            items[count] = item;
            Count = count + 1;
        }
        else
        {
            AddAndGrow(item);
        }
    }

    internal readonly List<T> ToList()
    {
        var list = new List<T>(Count);
        CollectionsMarshal.SetCount(list, Count);
        Items.CopyTo(CollectionsMarshal.AsSpan(list));
        return list;
    }

    internal readonly void Release()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_items, 0, Count);
        }

        ArrayPool<T>.Shared.Return(_items);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddAndGrow(T item)
    {
        var larger = ArrayPool<T>.Shared.Rent(Count * 2);
        Items.CopyTo(larger);
        Release();
        _items = larger;
        _items[Count++] = item;
    }
}
