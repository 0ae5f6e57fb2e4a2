using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Bridge.Pickle;

/// <summary>A <c>collections.deque</c>: adding and taking at both ends is quick.</summary>
/// <remarks>Not thread-safe; one caller at a time. Not hashable.</remarks>
[SuppressMessage("Naming", "CA1710", Justification = "Python's word.")]
[SuppressMessage("Naming", "CA1711", Justification = "Python's word.")]
public sealed class PythonDeque : IList<object?>, IReadOnlyList<object?>, IExtendable, IPythonReducible
{
    private static readonly PythonGlobal Class = new("collections", "deque");

    private object?[] _items = [];
    private int _first;

    /// <summary>An empty deque.</summary>
    /// <param name="maxLength">The most items that it keeps; null for any number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is negative.</exception>
    public PythonDeque(long? maxLength = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength.GetValueOrDefault(), nameof(maxLength));
        MaxLength = maxLength;
    }

    /// <summary>Adds the items one after the other.</summary>
    /// <param name="items">The items.</param>
    /// <param name="maxLength">The most items that it keeps: the last ones; null for any number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is negative.</exception>
    public PythonDeque(IEnumerable<object?> items, long? maxLength = null)
        : this(maxLength)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items)
        {
            Add(item);
        }
    }

    /// <summary>The most items that it keeps; one more drops one from the other end. Null for any number.</summary>
    public long? MaxLength { get; }

    /// <summary>The number of items.</summary>
    public int Count { get; private set; }

    bool ICollection<object?>.IsReadOnly => false;

    /// <summary>The item at an index from 0.</summary>
    /// <param name="index">The index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public object? this[int index]
    {
        get => _items[PlaceOf(index)];
        set => _items[PlaceOf(index)] = value;
    }

    /// <summary>Adds an item at the end; a full deque drops its first.</summary>
    /// <param name="item">The item.</param>
    public void Add(object? item)
    {
        if (MaxLength == 0)
        {
            return;
        }

        if (Count == MaxLength)
        {
            TakeFirst();
        }

        Grow();
        Count++;
        this[Count - 1] = item;
    }

    /// <summary>Adds an item at the start; a full deque drops its last.</summary>
    /// <param name="item">The item.</param>
    public void AddFirst(object? item)
    {
        if (MaxLength == 0)
        {
            return;
        }

        if (Count == MaxLength)
        {
            TakeLast();
        }

        Grow();
        _first = (_first - 1 + _items.Length) % _items.Length;
        Count++;
        this[0] = item;
    }

    /// <summary>Removes the first item and gives it back.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public object? TakeFirst()
    {
        var item = this[0];
        this[0] = null;
        _first = (_first + 1) % _items.Length;
        Count--;
        return item;
    }

    /// <summary>Removes the last item and gives it back.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public object? TakeLast()
    {
        var item = this[Count - 1];
        this[Count - 1] = null;
        Count--;
        return item;
    }

    /// <summary>The place of the first item that is equal as Python sees it; -1 for none.</summary>
    /// <param name="item">The item.</param>
    public int IndexOf(object? item)
    {
        for (var i = 0; i < Count; i++)
        {
            if (PythonEqualityComparer.Instance.Equals(this[i], item))
            {
                return i;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public bool Contains(object? item) => IndexOf(item) >= 0;

    /// <inheritdoc/>
    public void Insert(int index, object? item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)Count, nameof(index));
        if (Count == MaxLength)
        {
            throw new InvalidOperationException("The deque is full.");
        }

        Add(null);
        for (var i = Count - 1; i > index; i--)
        {
            this[i] = this[i - 1];
        }

        this[index] = item;
    }

    /// <inheritdoc/>
    public void RemoveAt(int index)
    {
        PlaceOf(index);
        for (var i = index; i < Count - 1; i++)
        {
            this[i] = this[i + 1];
        }

        TakeLast();
    }

    /// <inheritdoc/>
    public bool Remove(object? item)
    {
        var index = IndexOf(item);
        if (index >= 0)
        {
            RemoveAt(index);
        }

        return index >= 0;
    }

    /// <inheritdoc/>
    public void Clear() => (_items, _first, Count) = ([], 0, 0);

    /// <inheritdoc/>
    public void CopyTo(object?[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        for (var i = 0; i < Count; i++)
        {
            array[arrayIndex + i] = this[i];
        }
    }

    /// <summary>The items from first to last.</summary>
    public IEnumerator<object?> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    bool IExtendable.TryExtend(ReadOnlySpan<object?> items)
    {
        foreach (var item in items)
        {
            Add(item);
        }

        return true;
    }

    PythonObject IPythonReducible.Reduce(PickleOptions options) =>
        new(Class, MaxLength is { } most ? new PythonTuple(PythonTuple.Empty, most) : PythonTuple.Empty)
        {
            Items = this,
        };

    private int PlaceOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return (int)(((long)_first + index) % _items.Length);
    }

    private void Grow()
    {
        if (Count < _items.Length)
        {
            return;
        }

        var larger = new object?[Math.Max(4, Count * 2)];
        CopyTo(larger, 0);
        (_items, _first) = (larger, 0);
    }
}
