using Bridge.Pickle;

namespace Bridge.Workers;

/// <summary>A batch that is done: the pickled outcome of each row, or the one reason why there is none.</summary>
internal sealed record BatchResult(Batch Batch, BatchAnswer? Answer, RowError? Error)
{
    /// <summary>The length of its pickles, in and out.</summary>
    public long Bytes => Batch.Pickle.Length + (Answer?.Pickle.Length ?? 0L);

    /// <summary>The outcomes, one for each row, in order.</summary>
    /// <remarks>
    /// A worker sends a list of values if there is nothing else, which is read without natural values in between; or one
    /// of (0, value), (1, [values]) from a generator, and (2, type, message, traceback, arguments).
    /// </remarks>
    /// <exception cref="BridgeProtocolException">A worker sent something else.</exception>
    public IEnumerable<RowResult<TIn, TOut>> Read<TIn, TOut>(PickleOptions options)
    {
        var rows = (TIn[])Batch.Rows;
        if (Answer is null)
        {
            return rows.Select((row, i) => new RowResult<TIn, TOut>(Batch.FirstRow + i, row, [], Error));
        }

        if (Answer.IsPlain && DirectReader.TryRead<TOut[]>(Answer.Pickle, options, out var values))
        {
            return values.Length == rows.Length
                ? rows.Select((row, i) => new RowResult<TIn, TOut>(Batch.FirstRow + i, row, [values[i]], null))
                : throw NotAnOutcome();
        }

        return PickleReader.Read(Answer.Pickle, options) is List<object?> outcomes && outcomes.Count == rows.Length
            ? rows.Select((row, i) => Read<TIn, TOut>(Batch.FirstRow + i, row, Part(outcomes[i]), options))
            : throw NotAnOutcome();
    }

    private PythonTuple Part(object? outcome) =>
        Answer!.IsPlain ? new PythonTuple(0L, outcome) : outcome as PythonTuple ?? throw NotAnOutcome();

    private static RowResult<TIn, TOut> Read<TIn, TOut>(long index, TIn row, PythonTuple parts, PickleOptions options)
    {
        if (parts.Count < 2 || parts[0] is not long kind)
        {
            throw NotAnOutcome();
        }

        try
        {
            return (kind, parts.Count) switch
            {
                (0, 2) => new(index, row, [To<TOut>(parts[1], options)], null),
                (1, 2) => new(index, row, To<TOut[]>(parts[1], options), null),
                (2, 5) => new(index, row, [], ReadError(parts, options)),
                _ => throw NotAnOutcome(),
            };
        }
        catch (InvalidCastException error)
        {
            return new(index, row, [], RowError.OfCast(error));
        }
    }

    private static RowError ReadError(PythonTuple parts, PickleOptions options) => new(
        To<string>(parts[1], options),
        To<string>(parts[2], options),
        To<string>(parts[3], options),
        To<PythonTuple>(parts[4], options));

    private static T To<T>(object? value, PickleOptions options) =>
        PickleSerializer.Convert<T>(value, options, hasShared: true);

    private static BridgeProtocolException NotAnOutcome() =>
        new("A worker sent a result that is not ours; does something else use the pool's result queue?");
}
