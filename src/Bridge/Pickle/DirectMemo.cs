using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>The memo of the direct reader: what was made, and by which converter. A few entries need no array.</summary>
internal ref struct DirectMemo
{
    private FewEntries _few;
    private Entry[]? _entries;
    private int _used;

    internal int Count { get; private set; }

    /// <summary>The value at an index, if it was made for the same purpose; null otherwise.</summary>
    internal readonly object? Find(long index, PickleConverter? owner)
    {
        if (index >= Count)
        {
            return null;
        }

        ref readonly var entry = ref _entries is null ? ref _few[(int)index] : ref _entries[index];
        return ReferenceEquals(entry.Owner, owner) ? entry.Value : null;
    }

    internal void Add(object? value, PickleConverter? owner)
    {
        if (Count == (_entries?.Length ?? FewEntries.Count))
        {
            Grow();
        }

        Set(Count, value, owner);
        Count++;
    }

    internal void Set(int index, object? value, PickleConverter? owner)
    {
        if (_entries is null)
        {
            _few[index] = new Entry(value, owner);
        }
        else
        {
            _entries[index] = new Entry(value, owner);
        }
    }

    /// <summary>Forgets the last entries.</summary>
    internal void CutTo(int count)
    {
        _used = Math.Max(_used, Count);
        Count = count;
    }

    internal readonly void Release()
    {
        if (_entries is not null)
        {
            Array.Clear(_entries, 0, Math.Max(_used, Count));
            ArrayPool<Entry>.Shared.Return(_entries);
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<Entry>.Shared.Rent(Count * 4);
        if (_entries is null)
        {
            ((ReadOnlySpan<Entry>)_few)[..Count].CopyTo(larger);
        }
        else
        {
            Array.Copy(_entries, larger, Count);
            Release();
        }

        _entries = larger;
    }

    private readonly record struct Entry(object? Value, PickleConverter? Owner);

    [InlineArray(Count)]
    private struct FewEntries
    {
        internal const int Count = 8;

        [SuppressMessage("CodeQuality", "IDE0044", Justification = "The element of an inline array.")]
        private Entry _first;
    }
}
