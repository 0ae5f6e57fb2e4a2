namespace Bridge.Pickle;

/// <summary>A container as the reader found it, before it becomes a .NET value of one type or another.</summary>
/// <remarks>
/// Numbers stay unboxed in here, and nothing is hashed before the whole pickle is read: a key may be part of
/// a cycle that is complete only at the end.
/// </remarks>
internal class PickleNode
{
    private PickleValue[] _items;

    internal PickleNode(NodeKind kind, int offset, PickleValue[]? items = null)
    {
        Kind = kind;
        Offset = offset;
        _items = items ?? [];
        Count = _items.Length;
    }

    internal NodeKind Kind { get; }

    /// <summary>Where it was created; an immutable node always comes after what it contains.</summary>
    internal int Offset { get; }

    /// <summary>Whether the memo or DUP handed it out a second time.</summary>
    internal bool IsShared { get; set; }

    /// <summary>The natural .NET value, as soon as there is one (perhaps not filled yet).</summary>
    internal object? Natural { get; set; }

    internal int Count { get; private set; }

    /// <summary>The items; for a dict keys and values by turns.</summary>
    internal ReadOnlySpan<PickleValue> Items => _items.AsSpan(0, Count);

    internal void Add(in PickleValue item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(4, Count * 2));
        }

        _items[Count++] = item;
    }

    internal void AddRange(ReadOnlySpan<PickleValue> items)
    {
        if (Count + items.Length > _items.Length)
        {
            // The first batch is exact: most containers have only one.
            Array.Resize(ref _items, Count == 0 ? items.Length : Math.Max(Count + items.Length, Count * 2));
        }

        items.CopyTo(_items.AsSpan(Count));
        Count += items.Length;
    }
}
