using Bridge.Connections;
using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>What an iterator was asked for and nobody took yet: the replies, in order, some still under way.</summary>
/// <remarks>
/// A request that was sent is never given up, because the iterator moves on whether we listen or not: its reply waits
/// here for the next caller. One caller at a time.
/// </remarks>
internal sealed class IteratorReplies<T>(ManagerClient client, Token token)
{
    private readonly Queue<Task<Reply<T>>> _replies = new();

    /// <summary>How many replies came, or are under way.</summary>
    public int Count => _replies.Count;

    /// <summary>Sends the same request some times, back to back on one connection. Canceled, nothing was sent.</summary>
    /// <param name="owner">The proxy, whose reference must outlive the requests.</param>
    /// <param name="method">The exposed method.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="count">How often to call it.</param>
    /// <param name="cancellationToken">Cancels the wait for a connection.</param>
    public async ValueTask AskAsync(
        Proxy owner, string method, IReadOnlyList<object?> arguments, int count, CancellationToken cancellationToken)
    {
        var use = owner.Use();
        FrameBuffer request;
        Lease? lease = null;
        try
        {
            lease = await client.LeaseAsync(cancellationToken).ConfigureAwait(false);
            request = client.BuildRequest(lease, token, method, arguments);
        }
        catch
        {
            use.Dispose();
            if (lease is not null)
            {
                await lease.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }

        var replies = new TaskCompletionSource<Reply<T>>[count];
        for (var i = 0; i < count; i++)
        {
            replies[i] = new TaskCompletionSource<Reply<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
            _replies.Enqueue(replies[i].Task);
        }

        _ = ExchangeAsync(use, lease, request, replies);
    }

    /// <summary>Waits until the oldest reply is here; it stays.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        // WhenAny, so that only the token throws here.
        await Task.WhenAny(_replies.Peek()).WaitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Waits until nothing is under way.</summary>
    public Task WaitForAllAsync(CancellationToken cancellationToken) =>
        Task.WhenAny(Task.WhenAll(_replies)).WaitAsync(cancellationToken);

    /// <summary>Takes the oldest reply, which is here.</summary>
    public Reply<T> Take()
    {
        try
        {
            return _replies.Dequeue().GetAwaiter().GetResult();
        }
        catch (BridgeConnectionException)
        {
            _replies.Clear(); // they failed with the same connection
            throw;
        }
    }

    /// <summary>Drops what came, and gives back the references in it.</summary>
    public void Clear()
    {
        while (_replies.TryDequeue(out var reply))
        {
            _ = reply.ContinueWith(
                static done => done.Result.Reference?.Dispose(),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
        }
    }

    private async Task ExchangeAsync(
        ProxyUse use, Lease lease, FrameBuffer request, TaskCompletionSource<Reply<T>>[] replies)
    {
        var next = 0;
        try
        {
            await using (lease.ConfigureAwait(false))
            {
                lease.MarkBusy();
                var requests = new FrameBuffer[replies.Length];
                Array.Fill(requests, request);
                await lease.Connection.SendAsync(requests, CancellationToken.None).ConfigureAwait(false);
                for (; next < replies.Length; next++)
                {
                    using var reply = await lease.Connection.ReceiveAsync(CancellationToken.None).ConfigureAwait(false)
                        ?? throw new BridgeConnectionException(
                            $"The manager at {client.Address} closed the connection during the iteration; it ended or was killed.");
                    if (next == replies.Length - 1)
                    {
                        // Before the caller goes on, so that its next request finds the connection.
                        lease.MarkReusable();
                        await lease.DisposeAsync().ConfigureAwait(false);
                    }

                    await SetAsync(replies[next], reply, lease).ConfigureAwait(false);
                }
            }
        }
        catch (Exception error)
        {
            for (; next < replies.Length; next++)
            {
                Fail(replies[next], error);
            }
        }
        finally
        {
            request.Dispose();
            use.Dispose();
        }
    }

    private async ValueTask SetAsync(TaskCompletionSource<Reply<T>> target, FrameBuffer reply, Lease lease)
    {
        try
        {
            target.SetResult(
                await client.ReadReplyAsync<T>(reply, lease, token, CancellationToken.None).ConfigureAwait(false));
        }
        catch (BridgeException error)
        {
            Fail(target, error);
        }
    }

    private static void Fail(TaskCompletionSource<Reply<T>> target, Exception error)
    {
        target.SetException(error);
        _ = target.Task.Exception; // seen, though perhaps nobody asks for this reply
    }
}
