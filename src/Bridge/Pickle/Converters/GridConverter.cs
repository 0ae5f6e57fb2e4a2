using System.Runtime.InteropServices;

namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>list</c> of lists of one length as an array of two dimensions.</summary>
internal sealed class GridConverter<T>(PickleConverter<T> items)
    : AdaptedConverter<T[,], T[][]>(new ArrayConverter<T[]>(new ArrayConverter<T>(items)), Create)
{
    private protected override bool Takes(object value) => NaturalItems.OfList(value) is not null;

    private protected override void WriteContainer(PickleWriter writer, T[,] value)
    {
        var rows = new Row[value.GetLength(0)];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new Row(value, i);
        }

        ListWriting.Write<Row>(writer, value, rows, new RowConverter(items));
    }

    private static T[,] Create(T[][] rows)
    {
        var columns = rows.Length > 0 ? rows[0].Length : 0;
        var other = Array.FindIndex(rows, row => row.Length != columns);
        if (other >= 0)
        {
            throw new ArgumentException($"Row {other} has {rows[other].Length} items, row 0 has {columns}.");
        }

        // A pickle can repeat one row over and over.
        if ((long)rows.Length * columns > Array.MaxLength)
        {
            throw new ArgumentException($"{rows.Length} rows of {columns} items are too many for an array.");
        }

        var grid = new T[rows.Length, columns];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i].CopyTo(RowOf(grid, i));
        }

        return grid;
    }

    private static Span<T> RowOf(T[,] grid, int row)
    {
        var length = grid.GetLength(1);
        return length == 0 ? [] : MemoryMarshal.CreateSpan(ref grid[grid.GetLowerBound(0) + row, grid.GetLowerBound(1)], length);
    }

    private readonly record struct Row(T[,] Grid, int Index);

    private sealed class RowConverter(PickleConverter<T> items) : PickleConverter<Row>
    {
        internal override Row Read(object? value, ReadContext context) => throw ReadContext.Mismatch<Row>(value);

        internal override void Write(PickleWriter writer, Row value) =>
            ListWriting.Write<T>(writer, identity: null, RowOf(value.Grid, value.Index), items);
    }
}
