using System.Runtime.CompilerServices;
using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>queue.Queue</c> referent that lives in a manager server.</summary>
/// <typeparam name="T">The .NET type of the items; converted by the codec of the client.</typeparam>
/// <remarks>
/// <para>Items are pickled copies. Thread-safe; a reader that waits never blocks a writer.</para>
/// <para>Canceling never loses an item: a wait on the server is made of slices of at most 250 ms, and a canceled call
/// returns after the running slice, with the item if that slice brought one.</para>
/// </remarks>
public class QueueProxy<T> : Proxy
{
    internal QueueProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    /// <summary>Puts an item, waiting while the queue is full. Calls the exposed method <c>put</c>.</summary>
    /// <param name="item">The item to pickle and send.</param>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <exception cref="PicklingException">The item has no Python equivalent. Nothing was sent.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; whether the item was put is unknown.</exception>
    public async Task PutAsync(T item, CancellationToken cancellationToken = default)
    {
        if (!await TryPutAsync(item, cancellationToken).ConfigureAwait(false))
        {
            await PutInSlicesAsync(item, null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Puts an item if there is room in time. Calls the exposed method <c>put</c>.</summary>
    /// <param name="item">The item to pickle and send.</param>
    /// <param name="timeout">How long the server waits for room; zero to look once. Must not be negative.</param>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>False when the queue stayed full.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="PicklingException">The item has no Python equivalent. Nothing was sent.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; whether the item was put is unknown.</exception>
    public async Task<bool> TryPutAsync(T item, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return await TryPutAsync(item, cancellationToken).ConfigureAwait(false)
            || (timeout > TimeSpan.Zero
                && await PutInSlicesAsync(item, timeout, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Takes the next item, waiting until there is one. Calls the exposed method <c>get</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>The item.</returns>
    /// <exception cref="InvalidCastException">The item has another type. It is gone from the queue.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the item it may have taken is lost.</exception>
    public async Task<T> GetAsync(CancellationToken cancellationToken = default)
    {
        var (taken, item) = await TakeAsync(cancellationToken).ConfigureAwait(false);
        if (!taken)
        {
            (_, item) = await GetInSlicesAsync(null, cancellationToken).ConfigureAwait(false);
        }

        return item!;
    }

    /// <summary>Takes the next item if one arrives in time. Calls the exposed method <c>get</c>.</summary>
    /// <param name="timeout">How long the server waits; zero to look once. Must not be negative.</param>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>The item, or <c>Taken = false</c> when the queue stayed empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="InvalidCastException">The item has another type. It is gone from the queue.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the item it may have taken is lost.</exception>
    public async Task<(bool Taken, T? Item)> TryGetAsync(
        TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        var first = await TakeAsync(cancellationToken).ConfigureAwait(false);
        return first.Taken || timeout == TimeSpan.Zero
            ? first
            : await GetInSlicesAsync(timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes items as they come, until canceled. The queue itself has no end.</summary>
    /// <param name="cancellationToken">Ends the sequence; see the remarks of the type.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            yield return await GetAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How many items wait, at this moment. Calls the exposed method <c>qsize</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<int> GetCountAsync(CancellationToken cancellationToken = default) =>
        CallAsync<int>("qsize", [], cancellationToken);

    /// <summary>Whether no item waits, at this moment. Calls the exposed method <c>empty</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> IsEmptyAsync(CancellationToken cancellationToken = default) =>
        CallAsync<bool>("empty", [], cancellationToken);

    /// <summary>Whether the queue has no room, at this moment. Calls the exposed method <c>full</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> IsFullAsync(CancellationToken cancellationToken = default) =>
        CallAsync<bool>("full", [], cancellationToken);

    private async Task<bool> TryPutAsync(T item, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync("put", [item, false], cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RemoteException error) when (error.PythonType == PythonTypes.QueueFull)
        {
            return false;
        }
    }

    // The reply may hold an item, and nobody else would have it.
    private async Task<(bool Taken, T? Item)> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var item = await SlicedWait.TakeAsync(abandon => CallAsync<T>("get", [false], abandon), cancellationToken)
                .ConfigureAwait(false);
            return (true, item);
        }
        catch (RemoteException error) when (PythonTypes.IsQueueEmpty(error))
        {
            return (false, default);
        }
    }

    private Task<(bool Done, T? Result)> GetInSlicesAsync(TimeSpan? timeout, CancellationToken cancellationToken) =>
        SlicedWait.RunAsync<T>(Client, timeout, async (lease, seconds, abandon) =>
        {
            try
            {
                var reply = await Client.CallLeasedAsync<T>(lease, Token, "get", [true, seconds], null, abandon)
                    .ConfigureAwait(false);
                return (true, Results.Convert(reply, Client));
            }
            catch (RemoteException error) when (PythonTypes.IsQueueEmpty(error))
            {
                return (false, default);
            }
        }, cancellationToken);

    private async Task<bool> PutInSlicesAsync(T item, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var (done, _) = await SlicedWait.RunAsync<bool>(Client, timeout, async (lease, seconds, abandon) =>
        {
            try
            {
                await Client.CallLeasedAsync<object?>(lease, Token, "put", [item, true, seconds], null, abandon)
                    .ConfigureAwait(false);
                return (true, true);
            }
            catch (RemoteException error) when (error.PythonType == PythonTypes.QueueFull)
            {
                return (false, false);
            }
        }, cancellationToken).ConfigureAwait(false);
        return done;
    }
}
