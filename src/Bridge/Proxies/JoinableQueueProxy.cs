using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>A <see cref="QueueProxy{T}"/> that counts unfinished items, as <c>JoinableQueue</c> does.</summary>
/// <typeparam name="T">The .NET type of the items; converted by the codec of the client.</typeparam>
/// <remarks>Thread-safe.</remarks>
public sealed class JoinableQueueProxy<T> : QueueProxy<T>
{
    internal JoinableQueueProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    /// <summary>Says that one item that was taken is done. Calls the exposed method <c>task_done</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; the item may be counted all the same.</param>
    /// <exception cref="RemoteException">It was called more often than items were put.</exception>
    public ValueTask TaskDoneAsync(CancellationToken cancellationToken = default) =>
        CallAsync("task_done", [], cancellationToken);

    /// <summary>Waits until every item that was put is done. Calls the exposed method <c>join</c>.</summary>
    /// <param name="cancellationToken">Ends the wait at once; nothing is lost, the queue does not notice.</param>
    /// <exception cref="BridgeConnectionException">The manager ended.</exception>
    public async Task JoinAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        var lease = await Client.LeaseAsync(cancellationToken).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            await Client.CallLeasedAsync<object?>(lease, Token, "join", [], null, cancellationToken).ConfigureAwait(false);
        }
    }
}
