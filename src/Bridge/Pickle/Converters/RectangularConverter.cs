using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Bridge.Pickle.Converters;

/// <summary>
/// A numpy array of two dimensions as a .NET one. Written as a <c>list</c> of lists, which it takes as well.
/// </summary>
internal sealed class RectangularConverter<TItem>(PickleConverter<TItem> items) : ContainerConverter<TItem[,]>
{
    internal override bool TryReadDirect(ref DirectReader reader, out TItem[,] value)
    {
        value = null!;
        var numpy = default(NumpyDirectReader);
        if (!NumpyDirectReader.MayStartWith(reader.Peek()) || !numpy.TryRead(ref reader) || numpy.Columns < 0
            || !Fits(numpy.Rows, numpy.Columns)
            || (numpy.IsFortranOrder && numpy.Rows > 1 && numpy.Columns > 1)
            || PackedFormat.Of<TItem>() is not { } own
            || own.Kind != numpy.Dtype!.Kind || own.Size != numpy.Dtype.ItemSize)
        {
            return false;
        }

        value = new TItem[numpy.Rows, numpy.Columns];
        reader.SetMemo(numpy.MemoIndex, value, this);
        return numpy.Dtype.Format.TryCopy(numpy.Bytes, SpanOf(value));
    }

    private protected override TItem[,] ReadContainer(object value, ReadContext context)
    {
        if (value is NumpyArray { Rank: 2 } array)
        {
            return Fits(array.Lengths[0], array.Lengths[1])
                ? ReadArray(array, context) : throw ReadContext.Mismatch<TItem[,]>(value);
        }

        var rows = NaturalItems.OfList(value) ?? throw ReadContext.Mismatch<TItem[,]>(value);
        var columns = -1;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = RowOf(rows, i);
            columns = columns < 0 && row is not null ? row.Count : columns;
            if (row?.Count != columns)
            {
                throw new InvalidCastException(
                    $"The value is a Python {PythonTypeName.Of(value)} whose items are no lists of one length; "
                    + $"{TypeName.Of(typeof(TItem[,]))} was asked for.");
            }
        }

        // A pickle can repeat one row over and over.
        columns = Math.Max(columns, 0);
        context.Spend((long)rows.Count * columns * Unsafe.SizeOf<TItem>());
        var result = new TItem[rows.Count, columns];
        for (var i = 0; i < rows.Count; i++)
        {
            var row = RowOf(rows, i)!;
            for (var j = 0; j < columns; j++)
            {
                result[i, j] = items.Read(row[j], context);
            }
        }

        return result;
    }

    private protected override void WriteContainer(PickleWriter writer, TItem[,] value)
    {
        if (writer.TryWriteReference(value))
        {
            return;
        }

        writer.Enter();
        writer.WriteOpcode(Opcode.EmptyList);
        writer.Memoize(value);
        var all = SpanOf(value);
        var (rows, columns) = (value.GetLength(0), value.GetLength(1));
        for (var i = 0; i < rows; i++)
        {
            if (rows > 1 && i % PickleWriter.BatchSize == 0)
            {
                writer.WriteOpcode(Opcode.Mark);
            }

            ListWriting.Write<TItem>(writer, null, all.Slice(i * columns, columns), items);
            if (rows == 1)
            {
                writer.WriteOpcode(Opcode.Append);
            }
            else if (i == rows - 1 || (i + 1) % PickleWriter.BatchSize == 0)
            {
                writer.WriteOpcode(Opcode.Appends);
            }
        }

        writer.Leave();
    }

    private static IReadOnlyList<object?>? RowOf(IReadOnlyList<object?> rows, int index) =>
        rows[index] is { } natural ? NaturalItems.OfList(natural) : null;

    /// <summary>Whether .NET has such an array; one of no items can be longer in numpy.</summary>
    private static bool Fits(int rows, int columns) => rows <= Array.MaxLength && columns <= Array.MaxLength;

    private static Span<TItem> SpanOf(TItem[,] array) => MemoryMarshal.CreateSpan(
        ref Unsafe.As<byte, TItem>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private TItem[,] ReadArray(NumpyArray array, ReadContext context)
    {
        var result = new TItem[array.Lengths[0], array.Lengths[1]];
        var target = SpanOf(result);
        var source = array.InRowOrder();
        if (!array.Dtype.Format.TryCopy(source.Span, target))
        {
            var size = array.Dtype.ItemSize;
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = items.Read(
                    array.Dtype.Format.ReadNatural(NumpyArray.ItemBytes(source.Span, i, size)), context);
            }
        }

        return result;
    }
}
