using System.Buffers;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>What was written, by reference, and the memo index it got. A few are found by looking at each.</summary>
internal struct WriterMemo
{
    private const int Few = 8;

    private object?[] _objects;
    private int[]? _table;
    private int _shift;

    public WriterMemo() => _objects = new object?[Few];

    internal int Count { get; private set; }

    /// <summary>The memo index; -1 when the instance was not written.</summary>
    internal readonly int Find(object identity)
    {
        if (_table is { } table)
        {
            var mask = table.Length - 1;
            for (var slot = SlotOf(identity); ; slot = (slot + 1) & mask)
            {
                var index = table[slot] - 1;
                if (index < 0 || ReferenceEquals(_objects[index], identity))
                {
                    return index;
                }
            }
        }

        for (var i = Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(_objects[i], identity))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The memo index; an instance that was not written takes the next one, and true is the answer.</summary>
    internal bool TryAdd(object identity, out int index)
    {
        if (_table is not { } table || Count == _objects.Length)
        {
            index = Find(identity);
            if (index >= 0)
            {
                return false;
            }

            index = Count;
            Add(identity);
            return true;
        }

        var mask = table.Length - 1;
        var slot = SlotOf(identity);
        while ((index = table[slot] - 1) >= 0)
        {
            if (ReferenceEquals(_objects[index], identity))
            {
                return false;
            }

            slot = (slot + 1) & mask;
        }

        index = Count;
        _objects[Count++] = identity;
        table[slot] = Count;
        return true;
    }

    /// <summary>Takes the next index; null takes one that nobody will ask for.</summary>
    internal void Add(object? identity)
    {
        if (Count == _objects.Length)
        {
            Grow(Count * 4);
        }

        _objects[Count++] = identity;
        if (_table is not null && identity is not null)
        {
            Insert(identity, Count);
        }
    }

    /// <summary>Makes room for so many entries at once: growing means to look at all of them again.</summary>
    internal void Expect(int more)
    {
        const int Most = 1024 * 1024;
        if (more > _objects.Length - Count && more <= Most)
        {
            Grow(Count + more);
        }
    }

    /// <summary>Forgets everything, so that a kept writer keeps no values alive.</summary>
    internal void Clear()
    {
        Array.Clear(_objects, 0, Count);
        Count = 0;
        if (_table is not null)
        {
            ArrayPool<int>.Shared.Return(_table);
            ArrayPool<object?>.Shared.Return(_objects);
            _table = null;
            _objects = new object?[Few];
        }
    }

    private readonly int SlotOf(object identity) =>
        (int)((uint)RuntimeHelpers.GetHashCode(identity) * 0x9E3779B1u >> _shift);

    private readonly void Insert(object identity, int value)
    {
        var table = _table!;
        var mask = table.Length - 1;
        var slot = SlotOf(identity);
        while (table[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        table[slot] = value;
    }

    private void Grow(int capacityForObjects)
    {
        var larger = ArrayPool<object?>.Shared.Rent(capacityForObjects);
        Array.Copy(_objects, larger, Count);
        if (_table is not null)
        {
            ArrayPool<int>.Shared.Return(_table);
            ArrayPool<object?>.Shared.Return(_objects, clearArray: true);
        }

        _objects = larger;
        var capacity = (int)Math.Min(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)larger.Length * 2), 1u << 30);
        _table = ArrayPool<int>.Shared.Rent(capacity);
        if (_table.Length != capacity)
        {
            _table = new int[capacity];
        }

        Array.Clear(_table);
        _shift = 32 - System.Numerics.BitOperations.Log2((uint)capacity);
        for (var i = 0; i < Count; i++)
        {
            if (_objects[i] is { } known)
            {
                Insert(known, i + 1);
            }
        }
    }
}
