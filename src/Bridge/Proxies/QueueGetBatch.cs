using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Takes what is in a queue with many requests in one write, and keeps account of every reply.</summary>
internal sealed class QueueGetBatch<T>(ManagerClient client, Token token, List<T> items)
{
    private Exception? _failure;
    private bool _isEnd;

    /// <summary>Adds up to so many items that are there; an empty queue, an end or a cancellation stops it.</summary>
    /// <exception cref="QueueBatchException">It failed; the exception has what was taken.</exception>
    public async Task TakeAsync(int count, CancellationToken cancellationToken)
    {
        var unknown = 0;
        try
        {
            var lease = await client.LeaseAsync(cancellationToken).ConfigureAwait(false);
            await using (lease.ConfigureAwait(false))
            {
                using var deadline = new SliceDeadline(client, cancellationToken);
                using var pipeline = new LeasedPipeline(client, lease, token, deadline);
                await RunAsync(pipeline, count, cancellationToken).ConfigureAwait(false);
                unknown = pipeline.Outstanding;
            }
        }
        catch (Exception error) when (items.Count > 0
            && error is BridgeException or OperationCanceledException or ObjectDisposedException)
        {
            return; // before anything was sent; what the caller has already counts, and the next call will tell
        }

        if (_failure is not null)
        {
            throw Failed(unknown);
        }
    }

    private async Task RunAsync(LeasedPipeline pipeline, int count, CancellationToken cancellationToken)
    {
        while (count > 0 && !_isEnd && !cancellationToken.IsCancellationRequested)
        {
            for (; count > 0 && !pipeline.IsFull; count--)
            {
                pipeline.Add("get", [false]);
            }

            try
            {
                await pipeline.FlushAsync().ConfigureAwait(false);
            }
            catch (Exception error)
            {
                Fail(error);
            }

            while (pipeline is { Outstanding: > 0, IsBroken: false })
            {
                await ReceiveAsync(pipeline).ConfigureAwait(false);
            }
        }
    }

    private async Task ReceiveAsync(LeasedPipeline pipeline)
    {
        try
        {
            var reply = await pipeline.ReceiveAsync<T>().ConfigureAwait(false);
            items.Add(Results.Convert(reply, client));
        }
        catch (RemoteException error) when (PythonTypes.IsQueueEmpty(error) || error.PythonType == PythonTypes.QueueShutDown)
        {
            _isEnd = true;
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    private void Fail(Exception error)
    {
        _failure ??= error;
        _isEnd = true;
    }

    private QueueBatchException Failed(int unknown) => new(
        $"Took {items.Count} items, which are in Items of this exception, and then it failed: {_failure!.Message} "
        + $"Up to {unknown} more may have been taken and lost.",
        items.Count,
        unknown,
        [.. items.Cast<object?>()],
        _failure);
}
