using System.Diagnostics.CodeAnalysis;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>A <c>numpy.ndarray</c> of plain items: its bytes, and how to look at them.</summary>
/// <remarks>
/// <para>Neither reading nor writing copies the items, beyond the one copy from or into the pickle.</para>
/// <para>A plain .NET array is pickled as a <c>list</c>; <see cref="Of{T}(T[], ReadOnlySpan{int})"/> sends an ndarray.
/// Equality is by reference. Thread-safe as long as nobody writes to the memory.</para>
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "Python's word.")]
public sealed class NumpyArray : IPackedItems
{
    private const int MostDimensions = 64;
    private const int MostEmptyRows = 1024;

    private readonly int[] _shape;

    /// <summary>An array over bytes that are there.</summary>
    /// <param name="dtype">What the bytes are.</param>
    /// <param name="bytes">All items without gaps; not copied.</param>
    /// <param name="shape">The length of each dimension; empty for an array of one item without dimensions.</param>
    /// <param name="isFortranOrder">Whether the first index runs fastest, not the last.</param>
    /// <exception cref="ArgumentException">The bytes do not fill the shape.</exception>
    public NumpyArray(
        NumpyDtype dtype, ReadOnlyMemory<byte> bytes, ReadOnlySpan<int> shape, bool isFortranOrder = false)
    {
        ArgumentNullException.ThrowIfNull(dtype);
        if (shape.Length > MostDimensions || CountOf(shape) is not { } count || count * dtype.ItemSize != bytes.Length)
        {
            throw new ArgumentException(
                $"{bytes.Length} bytes of {dtype} do not fill the shape ({string.Join(", ", shape.ToArray())}).",
                nameof(shape));
        }

        Dtype = dtype;
        Bytes = bytes;
        Count = (int)count;
        _shape = shape.ToArray();
        IsFortranOrder = isFortranOrder;
    }

    /// <summary>What the items are.</summary>
    public NumpyDtype Dtype { get; }

    /// <summary>The length of each dimension.</summary>
    public IReadOnlyList<int> Shape => _shape;

    /// <summary>The number of dimensions.</summary>
    public int Rank => _shape.Length;

    /// <summary>The number of items in all dimensions.</summary>
    public int Count { get; }

    /// <summary>Whether the first index runs fastest (<c>order="F"</c>), not the last.</summary>
    public bool IsFortranOrder { get; }

    /// <summary>The bytes of all items, in the order of memory.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    internal string CoreModule { get; init; } = NumpyNames.Numpy1Core;

    /// <summary>How pickle protocol 5 has the bytes; null for the way of the older ones.</summary>
    internal NumpyBufferKind BufferKind { get; init; }

    internal ReadOnlySpan<int> Lengths => _shape;

    IReadOnlyList<object?>? IPackedItems.Items => Rank switch
    {
        0 => null,
        1 => new NumpyItems(this),
        // Rows of nothing cost nothing in a pickle, but here.
        _ => Count > 0 || CountOf(Lengths[..Lengths.IndexOf(0)]) <= MostEmptyRows ? new NumpyItems(this) : null,
    };

    /// <summary>An item as the .NET type of its size.</summary>
    /// <param name="indexes">One index from 0 for each dimension.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public object this[params ReadOnlySpan<int> indexes]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(indexes.Length, Rank, nameof(indexes));
            var place = 0;
            for (var i = 0; i < Rank; i++)
            {
                var dimension = IsFortranOrder ? Rank - 1 - i : i;
                ArgumentOutOfRangeException.ThrowIfNegative(indexes[dimension], nameof(indexes));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                    indexes[dimension], _shape[dimension], nameof(indexes));
                place = (place * _shape[dimension]) + indexes[dimension];
            }

            return Dtype.Format.ReadExact(ItemBytes(Bytes.Span, place));
        }
    }

    /// <summary>
    /// An array over the items of a .NET array, which is not copied; changes show until it is pickled.
    /// </summary>
    /// <param name="items">The items, the last index fastest.</param>
    /// <param name="shape">The length of each dimension; empty for one dimension.</param>
    /// <exception cref="ArgumentException">The items do not fill the shape.</exception>
    /// <exception cref="NotSupportedException">numpy has no such number.</exception>
    public static NumpyArray Of<T>(T[] items, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(items);
        return Of((ReadOnlyMemory<T>)items, shape);
    }

    /// <inheritdoc cref="Of{T}(T[], ReadOnlySpan{int})"/>
    public static NumpyArray Of<T>(Memory<T> items, params ReadOnlySpan<int> shape)
        where T : unmanaged =>
        Of((ReadOnlyMemory<T>)items, shape);

    /// <inheritdoc cref="Of{T}(T[], ReadOnlySpan{int})"/>
    public static NumpyArray Of<T>(ReadOnlyMemory<T> items, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        var dtype = NumpyDtype.Of<T>();
        return (long)items.Length * dtype.ItemSize > Array.MaxLength
            ? throw new ArgumentException($"The items have more than {Array.MaxLength} bytes.", nameof(items))
            : new NumpyArray(dtype, CastMemory<T, byte>.Of(items), shape.IsEmpty ? [items.Length] : shape);
    }

    /// <summary>The items in the order of memory, without a copy. Times are counts (<see cref="long"/>).</summary>
    /// <exception cref="InvalidCastException">The items are of another type, or in the other byte order.</exception>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged =>
        AsMemory<T>().Span;

    /// <inheritdoc cref="AsSpan{T}"/>
    public ReadOnlyMemory<T> AsMemory<T>()
        where T : unmanaged
    {
        var isSame = Dtype.Format.Is<T>()
            && (Dtype.Kind != 'b' || Bytes.Span.IndexOfAnyExceptInRange((byte)0, (byte)1) < 0);
        return isSame
            ? CastMemory<byte, T>.Of(Bytes)
            : throw new InvalidCastException(
                $"The array has items of {Dtype}, which are no {TypeName.Of(typeof(T))} in memory; use ToArray.");
    }

    /// <summary>A copy of the items, the last index fastest, converted where the type is another one.</summary>
    /// <typeparam name="T">A number that takes all items, or <see cref="object"/>, string, byte[].</typeparam>
    /// <exception cref="InvalidCastException">An item does not fit the type.</exception>
    public T[] ToArray<T>()
    {
        var source = InRowOrder();
        var result = GC.AllocateUninitializedArray<T>(Count);
        if (!Dtype.Format.TryCopy<T>(source.Span, result))
        {
            var converter = PickleOptions.Default.Converters.Get<T>();
            var context = new ReadContext(PickleOptions.Default, hasShared: false);
            for (var i = 0; i < result.Length; i++)
            {
                result[i] = converter.Read(Dtype.Format.ReadNatural(ItemBytes(source.Span, i)), context);
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);

    bool IPackedItems.TryCopyTo<T>(Span<T> target) => Rank == 1 && Dtype.Format.TryCopy(Bytes.Span, target);

    /// <summary>The product of the lengths; null when one is negative, or no array has so many items.</summary>
    internal static long? CountOf(ReadOnlySpan<int> shape)
    {
        var count = shape.Contains(0) ? 0 : 1L;
        foreach (var length in shape)
        {
            count = length < 0 || (count *= length) > int.MaxValue ? -1 : count;
            if (count < 0)
            {
                return null;
            }
        }

        return count;
    }

    internal static ReadOnlySpan<byte> ItemBytes(ReadOnlySpan<byte> bytes, int index, int size) =>
        bytes.Slice(index * size, size);

    /// <summary>The bytes with the last index fastest; a copy when they are not so.</summary>
    internal ReadOnlyMemory<byte> InRowOrder() =>
        IsFortranOrder && Rank > 1 ? NumpyOrder.ToRows(Bytes.Span, _shape, Dtype.ItemSize) : Bytes;

    private ReadOnlySpan<byte> ItemBytes(ReadOnlySpan<byte> bytes, int index) =>
        ItemBytes(bytes, index, Dtype.ItemSize);
}
