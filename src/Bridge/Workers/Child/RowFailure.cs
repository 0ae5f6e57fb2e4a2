using Bridge.Pickle;

namespace Bridge.Workers.Child;

/// <summary>Why one row has no value, as it goes back: type, message, traceback, arguments.</summary>
internal sealed record RowFailure(string Type, string Message, string Traceback, PythonTuple Arguments)
{
    private const int MaxTextLength = 20_000; // of a longer trace the middle is left out

    // The frames below the handler: the same for every row, and no business of the one who reads them.
    private static readonly string[] OwnFrames =
        ["   at Bridge.Workers.", "   at Bridge.WorkerHost.", "--- End of stack trace from previous location"];

    /// <summary>The failure of a row whose handler threw.</summary>
    public static RowFailure Of(Exception error) =>
        new(NameOf(error.GetType()), error.Message, Trace(error), new PythonTuple(error.Message));

    /// <summary>The failure of a row of a table that lacks a column, as Python's <c>MissingColumnError</c>.</summary>
    public static RowFailure OfMissingColumn(string column, IEnumerable<string> columns, Exception error)
    {
        var names = columns.ToList<object?>();
        var there = names.Count == 0 ? "no columns at all" : string.Join(", ", names);
        return new(
            RowError.MissingColumn,
            $"the row has no column {PythonRepr.Of(column)}; it has: {there}",
            Trace(error),
            new PythonTuple(column, names));
    }

    /// <summary>The failure of a row whose value cannot be pickled.</summary>
    public static RowFailure OfValue(string what, Exception error) =>
        Of(error) with { Message = $"{what} cannot be pickled: {error.Message}", Traceback = "" };

    /// <summary>The full name of a type, as Python writes it: with a dot before a nested type.</summary>
    public static string NameOf(Type type)
    {
        var name = type.IsGenericType ? type.GetGenericTypeDefinition().FullName : type.FullName;
        return (name ?? type.Name).Replace('+', '.');
    }

    /// <summary>.NET's account of an exception, down to the last frame of the user's code.</summary>
    public static string Trace(Exception error)
    {
        var lines = error.ToString().ReplaceLineEndings("\n").Split('\n');
        var count = lines.Length;
        while (count > 1 && Array.Exists(OwnFrames, frame => lines[count - 1].StartsWith(frame, StringComparison.Ordinal)))
        {
            count--;
        }

        var text = string.Join('\n', lines.AsSpan(0, count)!) + "\n";
        return text.Length <= MaxTextLength
            ? text
            : $"{text[..(MaxTextLength / 2)]}\n  …\n{text[^(MaxTextLength / 2)..]}";
    }
}
