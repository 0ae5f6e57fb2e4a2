using System.Runtime.CompilerServices;

namespace Bridge.Pickle.Converters;

/// <summary>
/// An <c>array.array</c>, or an array of numpy with one dimension, that has the very items of a .NET array; straight
/// from the pickle, not copied yet.
/// </summary>
internal ref struct PackedDirectReader<TItem>
{
    private ReadOnlySpan<byte> _bytes;
    private PackedFormat _format;

    /// <summary>The memo entry of the array; -1 for none.</summary>
    internal int MemoIndex { get; private set; }

    internal readonly int Count => _bytes.Length / Unsafe.SizeOf<TItem>();

    /// <summary>Copies all items, in the byte order of this machine.</summary>
    internal readonly bool TryCopyTo(Span<TItem> target) => _format.TryCopy(_bytes, target);

    /// <summary>Reads an array; false at anything else.</summary>
    internal bool TryRead(scoped ref DirectReader reader)
    {
        if (PackedFormat.Of<TItem>() is not { } own || !NumpyDirectReader.MayStartWith(reader.Peek()))
        {
            return false;
        }

        var place = reader.Place;
        var array = default(ArrayDirectReader);
        if (array.TryRead(ref reader))
        {
            _bytes = array.Bytes;
            _format = array.Format;
            MemoIndex = array.MemoIndex;
        }
        else
        {
            reader.GoBack(place);
            var numpy = default(NumpyDirectReader);
            if (!numpy.TryRead(ref reader) || numpy.Columns >= 0)
            {
                return false;
            }

            _bytes = numpy.Bytes;
            _format = numpy.Dtype!.Format;
            MemoIndex = numpy.MemoIndex;
        }

        return own.Kind == _format.Kind && own.Size == _format.Size;
    }
}
