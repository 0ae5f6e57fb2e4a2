namespace Bridge.Cli.Csv;

/// <summary>Lays the values that a worker returned out in columns.</summary>
/// <remarks>
/// The first result decides on the columns unless they are given: the keys of a dict, or one column <c>result</c> for
/// any other value. A dict that lacks a column leaves its cell empty. Not thread-safe.
/// </remarks>
internal sealed class ResultTable
{
    /// <summary>The column of values that are no dict.</summary>
    public const string ResultColumn = "result";

    private readonly Dictionary<string, int> _places = [];

    /// <summary>A table with these columns, or with those of its first result.</summary>
    public ResultTable(IReadOnlyList<string>? columns = null)
    {
        if (columns is not null)
        {
            SetColumns(columns);
        }
    }

    /// <summary>The column names; null until they are known.</summary>
    public IReadOnlyList<string>? Columns { get; private set; }

    /// <summary>Turns all values of one row into lines of the file, or into none.</summary>
    /// <param name="values">What the worker returned for the row.</param>
    /// <param name="lines">One line per value.</param>
    /// <returns>What is wrong with the values; null when nothing is.</returns>
    public string? TryFormat(IReadOnlyList<object?> values, out List<string[]> lines)
    {
        lines = new List<string[]>(values.Count);
        try
        {
            foreach (var value in values)
            {
                lines.Add(Format(value));
            }

            return null;
        }
        catch (FormatException e)
        {
            lines = [];
            return e.Message;
        }
    }

    private string[] Format(object? value)
    {
        if (value is not IEnumerable<KeyValuePair<object?, object?>> dict)
        {
            return Format([new(ResultColumn, value)]);
        }

        var cells = new List<KeyValuePair<string, object?>>();
        foreach (var (key, item) in dict)
        {
            cells.Add(new(CellText.Format(key), item));
        }

        return Format(cells);
    }

    private string[] Format(List<KeyValuePair<string, object?>> cells)
    {
        if (Columns is null)
        {
            if (cells.Count == 0)
            {
                throw new FormatException("the first result is an empty dict; name the columns with --columns");
            }

            SetColumns([.. cells.Select(cell => cell.Key).Distinct()]);
        }

        var line = new string[Columns!.Count];
        Array.Fill(line, "");
        foreach (var (column, value) in cells)
        {
            if (!_places.TryGetValue(column, out var place))
            {
                throw new FormatException(
                    $"the result has a column '{column}', but the columns are {string.Join(", ", Columns)}; "
                    + "name all of them with --columns");
            }

            line[place] = CellText.Format(value);
        }

        return line;
    }

    private void SetColumns(IReadOnlyList<string> columns)
    {
        Columns = columns;
        for (var i = 0; i < columns.Count; i++)
        {
            _places.Add(columns[i], i);
        }
    }
}
