using System.Collections;

namespace Bridge.Pickle;

/// <summary>What iterating over an array gives: its items, or its rows as arrays that share its memory.</summary>
internal sealed class NumpyItems(NumpyArray array) : IReadOnlyList<object?>
{
    private readonly ReadOnlyMemory<byte> _bytes = array.InRowOrder();

    public int Count => array.Lengths[0];

    public object? this[int index]
    {
        get
        {
            var size = array.Bytes.Length / Math.Max(1, Count);
            var bytes = _bytes.Slice(index * size, size);
            return array.Rank == 1
                ? array.Dtype.Format.ReadNatural(bytes.Span)
                : new NumpyArray(array.Dtype, bytes, array.Lengths[1..]);
        }
    }

    public IEnumerator<object?> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
