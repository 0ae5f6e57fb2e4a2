using System.Buffers;

namespace Bridge.Pickle;

/// <summary>The stack of the reader and its marks. Nothing below the last mark can be taken.</summary>
internal ref struct PickleStack
{
    private PickleValue[] _items;
    private int[] _marks;
    private int _markCount;
    private int _count;
    private int _fence;

    public PickleStack()
    {
        _items = ArrayPool<PickleValue>.Shared.Rent(64);
        _marks = ArrayPool<int>.Shared.Rent(16);
    }

    /// <summary>How many values are above the last mark.</summary>
    internal readonly int Available => _count - _fence;

    internal readonly bool HasMark => _markCount > 0;

    internal readonly ref PickleValue Top => ref _items[_count - 1];

    /// <summary>The values above the last mark.</summary>
    internal readonly ReadOnlySpan<PickleValue> AboveMark => _items.AsSpan(_fence, _count - _fence);

    internal void Push(in PickleValue value)
    {
        if (_count == _items.Length)
        {
            Grow(ref _items, clear: true);
        }

        _items[_count++] = value;
    }

    internal PickleValue Pop() => _items[--_count];

    internal void PushMark()
    {
        if (_markCount == _marks.Length)
        {
            Grow(ref _marks, clear: false);
        }

        _marks[_markCount++] = _fence = _count;
    }

    /// <summary>Drops the last mark and what is above it.</summary>
    internal void PopMark()
    {
        _count = _fence;
        _markCount--;
        _fence = _markCount == 0 ? 0 : _marks[_markCount - 1];
    }

    internal readonly void Release()
    {
        ArrayPool<PickleValue>.Shared.Return(_items, clearArray: true);
        ArrayPool<int>.Shared.Return(_marks);
    }

    private static void Grow<T>(ref T[] array, bool clear)
    {
        var larger = ArrayPool<T>.Shared.Rent(array.Length * 2);
        array.CopyTo(larger, 0);
        ArrayPool<T>.Shared.Return(array, clear);
        array = larger;
    }
}
