using System.Buffers;

namespace Bridge.Pickle;

/// <summary>The memo of the reader: dense as picklers write it, sparse for whatever else comes.</summary>
internal struct PickleMemo
{
    private object?[] _dense;
    private int _count;
    private Dictionary<long, object?>? _sparse;

    public PickleMemo() => _dense = ArrayPool<object?>.Shared.Rent(16);

    /// <summary>The number of entries, which is also the index that MEMOIZE uses.</summary>
    internal readonly int Count => _count + (_sparse?.Count ?? 0);

    internal void Put(long index, object? value)
    {
        if (index < _count)
        {
            _dense[index] = value;
        }
        else if (index == _count && _sparse is null)
        {
            if (_count == _dense.Length)
            {
                Grow();
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

    /// <summary>MEMOIZE; false when that is not as simple as appending.</summary>
    internal bool TryAppend(object? value, int limit)
    {
        if (_sparse is not null || _count >= limit)
        {
            return false;
        }

        if (_count == _dense.Length)
        {
            Grow();
        }

        _dense[_count++] = value;
        return true;
    }

    internal readonly bool TryGet(long index, out object? value)
    {
        if (index < _count)
        {
            value = _dense[index];
            return true;
        }

        value = default;
        return _sparse is not null && _sparse.TryGetValue(index, out value);
    }

    internal readonly void Release()
    {
        Array.Clear(_dense, 0, _count);
        ArrayPool<object?>.Shared.Return(_dense);
    }

    private void Grow()
    {
        var larger = ArrayPool<object?>.Shared.Rent(_count * 2);
        Array.Copy(_dense, larger, _count);
        Release();
        _dense = larger;
    }
}
