namespace Bridge.Workers.Child;

/// <summary>Runs one handler over pickled batches. One batch at a time.</summary>
internal sealed class RowFunction<TRow, TOut>(
    Func<TRow, CancellationToken, ValueTask<RowOutcome<TOut>>> handler) : WorkerFunction
{
    internal override async ValueTask<(byte[] Answer, bool IsPlain)> RunAsync(
        byte[] batch, long count, WorkerCodec codec, CancellationToken stopping)
    {
        List<(TRow Row, RowFailure? Failure)> rows;
        try
        {
            rows = await codec.ReadAsync<TRow>(batch, stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return (AnswerWriter.WriteFailures(RowFailure.Of(error), count, codec.Options), false);
        }

        var outcomes = new List<RowOutcome<TOut>>(rows.Count);
        foreach (var (row, failure) in rows)
        {
            outcomes.Add(failure is null
                ? await HandleAsync(row, codec.HasColumns, stopping).ConfigureAwait(false)
                : RowOutcome<TOut>.Failed(failure));
            stopping.ThrowIfCancellationRequested(); // what is half done is done again, by another worker
        }

        return codec.Write(outcomes);
    }

    private async ValueTask<RowOutcome<TOut>> HandleAsync(TRow row, bool hasColumns, CancellationToken stopping)
    {
        TableRow.KeyMemory? memory = null;
        try
        {
            if (hasColumns)
            {
                (row, memory) = TableRow.Of(row);
            }

            return await handler(row, stopping).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            return RowOutcome<TOut>.Failed(
                memory is not null && memory.TryGetMissing(error, out var column)
                    ? RowFailure.OfMissingColumn(column, memory.Columns, error)
                    : RowFailure.Of(error));
        }
    }
}
