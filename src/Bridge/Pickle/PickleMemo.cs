namespace Bridge.Pickle;

/// <summary>The memo of the reader: dense as picklers write it, sparse for whatever else comes.</summary>
internal struct PickleMemo
{
    private PickleValue[] _dense;
    private int _count;
    private Dictionary<long, PickleValue>? _sparse;

    public PickleMemo() => _dense = [];

    /// <summary>The number of entries, which is also the index that MEMOIZE uses.</summary>
    internal readonly int Count => _count + (_sparse?.Count ?? 0);

    internal void Put(long index, in PickleValue value)
    {
        if (index < _count)
        {
            _dense[index] = value;
        }
        else if (index == _count && _sparse is null)
        {
            if (_count == _dense.Length)
            {
                Array.Resize(ref _dense, Math.Max(16, _count * 2));
            }

            _dense[_count++] = value;
        }
        else
        {
            // A hostile index must not make us allocate an array of its size.
            _sparse ??= [];
            _sparse[index] = value;
        }
    }

    internal readonly bool TryGet(long index, out PickleValue value)
    {
        if (index < _count)
        {
            value = _dense[index];
            return true;
        }

        value = default;
        return _sparse is not null && _sparse.TryGetValue(index, out value);
    }
}
