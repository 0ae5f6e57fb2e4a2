using System.Runtime.ExceptionServices;
using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Puts many items in order, and knows at any moment how many are in.</summary>
internal sealed class QueuePutBatch<T>(IEnumerator<T> source)
{
    private Exception? _failure;
    private int _completed;
    private int _unknown;
    private bool _hasNext = source.MoveNext();

    /// <summary>Many requests in one write: for a queue that is never full, so that none overtakes another.</summary>
    /// <exception cref="QueueBatchException">Not all are in.</exception>
    public async Task PutAsync(ManagerClient client, Token token, CancellationToken cancellationToken)
    {
        if (!_hasNext)
        {
            return;
        }

        var lease = await client.LeaseAsync(cancellationToken).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            using var deadline = new SliceDeadline(client, cancellationToken);
            using var pipeline = new LeasedPipeline(client, lease, token, deadline);
            while (_hasNext && _failure is null && !IsCanceled(cancellationToken))
            {
                await PutWindowAsync(pipeline).ConfigureAwait(false);
            }
        }

        ThrowIfFailed();
    }

    /// <summary>One after the other: when the queue may be full, an item must be in before the next is sent.</summary>
    /// <exception cref="QueueBatchException">Not all are in.</exception>
    public async Task PutInTurnAsync(Func<T, CancellationToken, Task> put, CancellationToken cancellationToken)
    {
        while (_hasNext && _failure is null)
        {
            try
            {
                await put(source.Current, cancellationToken).ConfigureAwait(false);
                _completed++;
                _hasNext = source.MoveNext();
            }
            catch (Exception error)
            {
                // The caller's own token says that it was canceled between two requests; any other, that no answer came.
                var isAbandoned = error is OperationCanceledException canceled
                    && canceled.CancellationToken != cancellationToken;
                _unknown = isAbandoned || error is BridgeConnectionException or BridgeProtocolException ? 1 : 0;
                _failure = error;
            }
        }

        ThrowIfFailed();
    }

    private async Task PutWindowAsync(LeasedPipeline pipeline)
    {
        try
        {
            while (_hasNext && !pipeline.IsFull)
            {
                pipeline.Add("put", [source.Current, false]);
                _hasNext = source.MoveNext();
            }
        }
        catch (Exception error)
        {
            _failure = error; // what was added before still goes
        }

        var failed = _failure;
        _failure = null;
        await SendWindowAsync(pipeline).ConfigureAwait(false);
        _failure ??= failed;
    }

    private async Task SendWindowAsync(LeasedPipeline pipeline)
    {
        try
        {
            await pipeline.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _failure = error;
        }

        while (pipeline is { Outstanding: > 0, IsBroken: false })
        {
            try
            {
                await pipeline.ReceiveAsync<object?>().ConfigureAwait(false);
                _ = _failure is null ? _completed++ : _unknown++;
            }
            catch (RemoteException error)
            {
                _failure ??= error; // refused, surely
            }
            catch (Exception error)
            {
                _failure ??= error;
                _unknown += pipeline.IsBroken ? 0 : 1;
            }
        }

        _unknown += pipeline.Outstanding;
    }

    private bool IsCanceled(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            _failure = new OperationCanceledException(cancellationToken);
        }

        return _failure is not null;
    }

    private void ThrowIfFailed()
    {
        if (_failure is null)
        {
            return;
        }

        if (_failure is OperationCanceledException && _completed + _unknown == 0)
        {
            ExceptionDispatchInfo.Throw(_failure); // nothing happened
        }

        throw new QueueBatchException(
            $"The first {_completed} items are in the queue, and then it failed: {_failure.Message} "
            + (_unknown > 0 ? $"Up to {_unknown} more may be in." : "No more are in."),
            _completed,
            _unknown,
            innerException: _failure);
    }
}
