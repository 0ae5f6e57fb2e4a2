using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>An <c>array.array</c>: a type code, and the items as bytes in the byte order of this machine.</summary>
/// <remarks>
/// Equality is by reference. Thread-safe as long as nobody writes to the memory. <c>'l'</c> and <c>'L'</c> have 8
/// bytes, or 4 where they come from Windows.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "Python's word.")]
public sealed class PythonArray : IPackedItems, IPythonReducible
{
    /// <summary>An array over bytes that are there.</summary>
    /// <param name="typeCode">One of <c>b B h H i I l L q Q f d u w</c>.</param>
    /// <param name="bytes">The items in the byte order of this machine; not copied.</param>
    /// <exception cref="ArgumentException">An unknown type code, or bytes that are no whole items.</exception>
    public PythonArray(char typeCode, ReadOnlyMemory<byte> bytes)
        : this(
            typeCode,
            bytes,
            PythonArrayFormat.Of(typeCode) ?? throw new ArgumentException(
                $"'{typeCode}' is no type code of array.array.", nameof(typeCode)))
    {
    }

    internal PythonArray(char typeCode, ReadOnlyMemory<byte> bytes, PackedFormat format)
    {
        if (bytes.Length % format.Size != 0)
        {
            throw new ArgumentException($"{bytes.Length} bytes are no items of {format.Size} bytes.", nameof(bytes));
        }

        TypeCode = typeCode;
        Bytes = bytes;
        Format = format;
    }

    /// <summary>The type code, <c>'d'</c> for doubles.</summary>
    public char TypeCode { get; }

    /// <summary>Bytes of one item.</summary>
    public int ItemSize => Format.Size;

    /// <summary>The number of items.</summary>
    public int Count => Bytes.Length / ItemSize;

    /// <summary>The items, in the byte order of this machine.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    internal PackedFormat Format { get; }

    /// <summary>Whether it came as a list of items (pickle protocols 0 to 2), and so goes back.</summary>
    internal bool IsList { get; init; }

    IReadOnlyList<object?> IPackedItems.Items => new ItemList(this);

    /// <summary>An item as the .NET type of its size; a character as string.</summary>
    /// <param name="index">The index from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public object this[int index] => Format.ReadExact(Bytes.Span.Slice(index * ItemSize, ItemSize));

    /// <summary>An array over the items of a .NET array, which is not copied.</summary>
    /// <param name="items">Integers of 1 to 8 bytes, float or double.</param>
    /// <exception cref="NotSupportedException">array.array has no such number.</exception>
    public static PythonArray Of<T>(T[] items)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(items);
        return Of((ReadOnlyMemory<T>)items);
    }

    /// <inheritdoc cref="Of{T}(T[])"/>
    public static PythonArray Of<T>(ReadOnlyMemory<T> items)
        where T : unmanaged =>
        PackedFormat.Of<T>() is { } format && PythonArrayFormat.CodeOf(format) is { } code
            ? new PythonArray(code, CastMemory<T, byte>.Of(items), format)
            : throw new NotSupportedException($"array.array has no number like {TypeName.Of(typeof(T))}.");

    /// <summary>The items, without a copy.</summary>
    /// <exception cref="InvalidCastException">The items are of another type.</exception>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged =>
        Format.Is<T>()
            ? CastMemory<byte, T>.Of(Bytes).Span
            : throw new InvalidCastException(
                $"The array has the type code '{TypeCode}', which is no {TypeName.Of(typeof(T))}.");

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);

    bool IPackedItems.TryCopyTo<T>(Span<T> target) => Format.TryCopy(Bytes.Span, target);

    PythonObject IPythonReducible.Reduce(PickleOptions options) => IsList
        ? new(PythonArrayFormat.Class, new PythonTuple(
            PythonArrayFormat.TextOf(TypeCode), new List<object?>(new ItemList(this))))
        : new(PythonArrayFormat.Reconstructor, new PythonTuple(
            PythonArrayFormat.Class,
            PythonArrayFormat.TextOf(TypeCode),
            (long)PythonArrayFormat.MachineCodeOf(Format),
            new PythonBuffer(Bytes, IsReadOnly: true)));

    private sealed class ItemList(PythonArray array) : IReadOnlyList<object?>
    {
        public int Count => array.Count;

        public object? this[int index] =>
            array.Format.ReadNatural(array.Bytes.Span.Slice(index * array.ItemSize, array.ItemSize));

        public IEnumerator<object?> GetEnumerator()
        {
            for (var i = 0; i < Count; i++)
            {
                yield return this[i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
