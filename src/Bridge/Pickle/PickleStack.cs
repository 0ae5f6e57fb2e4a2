using System.Buffers;

namespace Bridge.Pickle;

/// <summary>
/// The stack of the reader, its marks, and how deep each value is nested. Nothing below the last mark can be taken.
/// </summary>
internal ref struct PickleStack
{
    private object?[] _items;
    private int[] _depths;
    private (int Count, int Offset)[] _marks;
    private int _markCount;
    private int _count;
    private int _fence;

    public PickleStack()
    {
        _items = ArrayPool<object?>.Shared.Rent(64);
        _depths = ArrayPool<int>.Shared.Rent(_items.Length);
        _marks = ArrayPool<(int Count, int Offset)>.Shared.Rent(16);
    }

    /// <summary>How many values are above the last mark.</summary>
    internal readonly int Available => _count - _fence;

    internal readonly ref object? Top => ref _items[_count - 1];

    internal readonly ref int TopDepth => ref _depths[_count - 1];

    /// <summary>The topmost values; they stay valid until something is pushed.</summary>
    /// <exception cref="UnpicklingException">There are less.</exception>
    internal readonly ReadOnlySpan<object?> Topmost(in PickleCursor cursor, int count)
    {
        CheckAvailable(cursor, count);
        return _items.AsSpan(_count - count, count);
    }

    internal void Push(object? value, int depth = 0)
    {
        if (_count == _items.Length)
        {
            Grow();
        }

        _items[_count] = value;
        _depths[_count++] = depth;
    }

    /// <summary>All values but the topmost ones.</summary>
    internal readonly ReadOnlySpan<object?> Below(int count) => _items.AsSpan(0, _count - count);

    /// <summary>Takes the topmost value.</summary>
    /// <exception cref="UnpicklingException">There is none.</exception>
    internal object? Pop(in PickleCursor cursor)
    {
        CheckAvailable(cursor, 1);
        return _items[--_count];
    }

    /// <summary>The topmost value.</summary>
    /// <exception cref="UnpicklingException">There is none.</exception>
    internal readonly object? Peek(in PickleCursor cursor)
    {
        CheckAvailable(cursor, 1);
        return Top;
    }

    /// <summary>Sets a mark.</summary>
    /// <param name="offset">Where it is in the pickle.</param>
    internal void PushMark(int offset)
    {
        if (_markCount == _marks.Length)
        {
            var larger = ArrayPool<(int Count, int Offset)>.Shared.Rent(_markCount * 2);
            _marks.CopyTo(larger, 0);
            ArrayPool<(int Count, int Offset)>.Shared.Return(_marks);
            _marks = larger;
        }

        _fence = _count;
        _marks[_markCount++] = (_count, offset);
    }

    /// <summary>Drops the last mark; what is above it stays.</summary>
    /// <param name="cursor">Where the reader is.</param>
    /// <param name="start">Where the mark was in the pickle.</param>
    /// <returns>How many values were above it.</returns>
    /// <exception cref="UnpicklingException">There is no mark.</exception>
    internal int PopMark(in PickleCursor cursor, out int start)
    {
        if (_markCount == 0)
        {
            throw cursor.Fail("there is no mark on the stack");
        }

        var count = Available;
        start = _marks[--_markCount].Offset;
        _fence = _markCount == 0 ? 0 : _marks[_markCount - 1].Count;
        return count;
    }

    internal void Drop(int count) => _count -= count;

    /// <summary>The greatest depth among the topmost values.</summary>
    internal readonly int DepthOf(int count)
    {
        var depths = _depths.AsSpan(_count - count, count);
        var start = depths.IndexOfAnyExcept(0);
        if (start < 0)
        {
            return 0;
        }

        var deepest = 0;
        foreach (var depth in depths[start..])
        {
            deepest = Math.Max(deepest, depth);
        }

        return deepest;
    }

    internal readonly void Release()
    {
        ArrayPool<object?>.Shared.Return(_items, clearArray: true);
        ArrayPool<int>.Shared.Return(_depths);
        ArrayPool<(int Count, int Offset)>.Shared.Return(_marks);
    }

    private readonly void CheckAvailable(in PickleCursor cursor, int count)
    {
        if (Available < count)
        {
            throw cursor.Fail(_markCount > 0 ? "a mark where a value should be on the stack" : "the stack is empty");
        }
    }

    private void Grow()
    {
        var items = ArrayPool<object?>.Shared.Rent(_count * 2);
        var depths = ArrayPool<int>.Shared.Rent(items.Length);
        _items.CopyTo(items, 0);
        _depths.AsSpan(0, _count).CopyTo(depths);
        ArrayPool<object?>.Shared.Return(_items, clearArray: true);
        ArrayPool<int>.Shared.Return(_depths);
        (_items, _depths) = (items, depths);
    }
}
