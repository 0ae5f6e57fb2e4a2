using Bridge.Pickle;

namespace Bridge.Workers;

/// <summary>Cuts the input into pickled batches, no more at a time than the window allows.</summary>
internal sealed class BatchSource<TIn>(
    IAsyncEnumerable<TIn> rows, int batchSize, BatchWindow window, BatchIds ids, PickleOptions pickle)
{
    // When the input pauses for this long, the rows at hand go out: a slow source must not wait for a full batch.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private long _read;

    /// <summary>Reads all input; each batch goes to <paramref name="publish"/>.</summary>
    public async Task RunAsync(Action<Batch> publish, CancellationToken cancellationToken)
    {
        var input = rows.GetAsyncEnumerator(cancellationToken);
        await using var disposal = input.ConfigureAwait(false);
        var next = input.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                await window.EnterAsync(cancellationToken).ConfigureAwait(false);
                var batch = new List<TIn>(batchSize);
                while (batch.Count < batchSize && await IsReadyAsync(next, batch.Count, cancellationToken).ConfigureAwait(false))
                {
                    var moves = next.IsCompletedSuccessfully
                        ? next.Result
                        : await MovesOnAsync(next, batch, publish).ConfigureAwait(false);
                    if (!moves)
                    {
                        PublishIfAny(batch, publish);
                        return;
                    }

                    batch.Add(input.Current);
                    next = input.MoveNextAsync().AsTask();
                }

                PublishIfAny(batch, publish);
            }
        }
        catch (Exception) when (!next.IsCompleted)
        {
            // An enumerator must not be disposed while it moves.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    // The first row of a batch is waited for; a later one only for the length of a pause.
    private static async ValueTask<bool> IsReadyAsync(Task<bool> next, int count, CancellationToken cancellationToken)
    {
        if (next.IsCompleted || count == 0)
        {
            return true;
        }

        await Task.WhenAny(next, Task.Delay(Pause, cancellationToken)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return next.IsCompleted;
    }

    // The rows before the one that cannot be read were read.
    private async ValueTask<bool> MovesOnAsync(Task<bool> next, List<TIn> batch, Action<Batch> publish)
    {
        try
        {
            return await next.ConfigureAwait(false);
        }
        catch
        {
            PublishIfAny(batch, publish);
            throw;
        }
    }

    private void PublishIfAny(List<TIn> batch, Action<Batch> publish)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var array = batch.ToArray();
        var bytes = PickleSerializer.Serialize(batch, pickle);
        window.Add(bytes.Length);
        publish(new Batch(ids.Next(), _read, array, array.Length, bytes));
        _read += array.Length;
    }
}
