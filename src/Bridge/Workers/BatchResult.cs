using Bridge.Pickle;

namespace Bridge.Workers;

/// <summary>A batch that is done: the pickled outcome of each row, or the one reason why there is none.</summary>
internal sealed record BatchResult(Batch Batch, byte[]? Pickle, RowError? Error)
{
    /// <summary>The outcomes, one for each row, in order.</summary>
    /// <remarks>
    /// A worker sends a list of (0, value), (1, [values]) from a generator, or
    /// (2, type, message, traceback, arguments).
    /// </remarks>
    /// <exception cref="BridgeProtocolException">A worker sent something else.</exception>
    public IEnumerable<RowResult<TIn, TOut>> Read<TIn, TOut>(PickleOptions options)
    {
        var rows = (TIn[])Batch.Rows;
        if (Pickle is null)
        {
            return rows.Select((row, i) => new RowResult<TIn, TOut>(Batch.FirstRow + i, row, [], Error));
        }

        return PickleReader.Read(Pickle, options).Node is { Kind: NodeKind.List } outcomes && outcomes.Count == rows.Length
            ? rows.Select((row, i) => Read<TIn, TOut>(Batch.FirstRow + i, row, outcomes.Items[i], options))
            : throw NotAnOutcome();
    }

    private static RowResult<TIn, TOut> Read<TIn, TOut>(long index, TIn row, PickleValue outcome, PickleOptions options)
    {
        if (outcome.Node is not { Kind: NodeKind.Tuple, Count: >= 2 } parts || !parts.Items[0].IsInt)
        {
            throw NotAnOutcome();
        }

        try
        {
            return (parts.Items[0].Int, parts.Count) switch
            {
                (0, 2) => new(index, row, [PickleConversion.To<TOut>(parts.Items[1], options)], null),
                (1, 2) => new(index, row, PickleConversion.To<TOut[]>(parts.Items[1], options), null),
                (2, 5) => new(index, row, [], ReadError(parts, options)),
                _ => throw NotAnOutcome(),
            };
        }
        catch (InvalidCastException error)
        {
            return new(index, row, [], new RowError(typeof(InvalidCastException).FullName!, error.Message, "", []));
        }
    }

    private static RowError ReadError(PickleNode parts, PickleOptions options) => new(
        PickleConversion.To<string>(parts.Items[1], options),
        PickleConversion.To<string>(parts.Items[2], options),
        PickleConversion.To<string>(parts.Items[3], options),
        PickleConversion.To<PythonTuple>(parts.Items[4], options));

    private static BridgeProtocolException NotAnOutcome() =>
        new("A worker sent a result that is not ours; does something else use the pool's result queue?");
}
