using Bridge.Pickle;
using Bridge.Pickle.Records;

namespace Bridge.Workers.Child;

/// <summary>Reads the rows of a batch, each as a given type.</summary>
/// <param name="options">The codec.</param>
/// <param name="hasColumns">Whether a row that lacks a column is told by its name.</param>
internal sealed class RowReader<TRow>(PickleOptions options, bool hasColumns)
{
    /// <summary>The rows; one that has another shape is a failure, and the others are not.</summary>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or exceed a limit.</exception>
    /// <exception cref="InvalidCastException">It is not the pickle of a list.</exception>
    public List<(TRow Row, RowFailure? Failure)> Read(byte[] pickle)
    {
        if (TryReadAll(pickle) is { } rows)
        {
            return rows.ConvertAll(row => (row, (RowFailure?)null));
        }

        return PickleReader.Read(pickle, options) is List<object?> natural
            ? natural.ConvertAll(ReadOne)
            : throw new InvalidCastException("The batch is no list of rows.");
    }

    private List<TRow>? TryReadAll(byte[] pickle)
    {
        try
        {
            return DirectReader.TryRead<List<TRow>>(pickle, options, out var rows) ? rows : null;
        }
        catch (Exception error) when (error is not UnpicklingException)
        {
            return null; // a converter or a constructor refused a value; whose, is told row by row
        }
    }

    private (TRow Row, RowFailure? Failure) ReadOne(object? natural)
    {
        try
        {
            return (PickleSerializer.Convert<TRow>(natural, options, hasShared: true), null);
        }
        catch (MissingItemException error) when (hasColumns && natural is PythonDict row)
        {
            return (default!, RowFailure.OfMissingColumn(error.Item, row.Keys.OfType<string>(), error));
        }
        catch (Exception error) // constructors and converters of the user throw what they like
        {
            var failure = RowFailure.Of(error);
            return (default!, hasColumns ? failure with { Type = RowFailure.NameOf(CauseOf(error).GetType()) } : failure);
        }
    }

    // Python parses the text of a cell in the function: what parsing it threw is told, as if the handler had done so.
    private static Exception CauseOf(Exception error)
    {
        var cause = error;
        for (var inner = error.InnerException; error is InvalidCastException && inner is not null; inner = inner.InnerException)
        {
            cause = inner is FormatException or OverflowException or ArgumentException ? inner : cause;
        }

        return cause;
    }
}
