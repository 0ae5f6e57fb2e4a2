namespace Bridge.Pickle;

/// <summary>Brings items from Fortran order (first index fastest) into C order.</summary>
internal static class NumpyOrder
{
    internal static byte[] ToRows(ReadOnlySpan<byte> source, ReadOnlySpan<int> shape, int itemSize)
    {
        var result = GC.AllocateUninitializedArray<byte>(source.Length);
        if (source.IsEmpty)
        {
            return result;
        }

        Span<int> strides = stackalloc int[shape.Length];
        Span<int> indexes = stackalloc int[shape.Length];
        var stride = itemSize;
        for (var i = 0; i < shape.Length; i++)
        {
            strides[i] = stride;
            stride *= shape[i];
        }

        indexes.Clear();
        var from = 0;
        for (var to = 0; to < result.Length; to += itemSize)
        {
            source.Slice(from, itemSize).CopyTo(result.AsSpan(to));
            for (var i = shape.Length - 1; i >= 0; i--)
            {
                from += strides[i];
                if (++indexes[i] < shape[i])
                {
                    break;
                }

                from -= strides[i] * shape[i];
                indexes[i] = 0;
            }
        }

        return result;
    }
}
