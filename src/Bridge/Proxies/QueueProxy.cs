using System.Runtime.CompilerServices;
using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>queue.Queue</c> referent that lives in a manager server.</summary>
/// <typeparam name="T">The .NET type of the items; converted by the codec of the client.</typeparam>
/// <remarks>
/// <para>Items are pickled copies. Thread-safe; a reader that waits never blocks a writer.</para>
/// <para>Canceling never loses an item and never leaves one in doubt: a wait on the server is made of slices of at most
/// 250 ms, and a canceled call returns after the running slice, with the item if that slice brought or took one. Only a
/// manager that does not answer for five seconds more is given up. What a broken connection may cost is told in
/// <c>docs/delivery.md</c>.</para>
/// <para>Once the queue is shut down, calls throw <see cref="RemoteException"/> with
/// <see cref="PythonTypes.QueueShutDown"/>, and sequences end.</para>
/// </remarks>
public class QueueProxy<T> : Proxy
{
    internal QueueProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    /// <summary>Whether the queue was created here without a limit, so that it is never full.</summary>
    internal bool IsUnbounded { get; init; }

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

    /// <summary>Puts items in their order, waiting while the queue is full. Calls the exposed method <c>put</c>.</summary>
    /// <remarks>
    /// Into a queue that was created here without a limit, many go in one write; into any other one after the other, so
    /// that none overtakes another. Whatever happens, those that are in are the first ones.
    /// </remarks>
    /// <param name="items">The items; read as they are sent.</param>
    /// <param name="cancellationToken">Stops between two writes; what was sent is waited for.</param>
    /// <exception cref="QueueBatchException">
    /// Not all are in, and some are or may be, or an item was refused; says how many. The inner exception is what failed,
    /// <see cref="OperationCanceledException"/> if canceled.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the first was put.</exception>
    /// <exception cref="BridgeConnectionException">The manager could not be reached. Nothing was put.</exception>
    public async Task PutManyAsync(IEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        using var use = Use();
        cancellationToken.ThrowIfCancellationRequested();
        using var source = items.GetEnumerator();
        var batch = new QueuePutBatch<T>(source);
        await (IsUnbounded
            ? batch.PutAsync(Client, Token, cancellationToken)
            : batch.PutInTurnAsync(PutAsync, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Takes the next item, waiting until there is one. Calls the exposed method <c>get</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>The item.</returns>
    /// <exception cref="InvalidCastException">The item has another type. It is gone from the queue.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the item it may have taken is lost.</exception>
    public async Task<T> GetAsync(CancellationToken cancellationToken = default)
    {
        var (taken, item) = await TryTakeAsync(cancellationToken).ConfigureAwait(false);
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
        var first = await TryTakeAsync(cancellationToken).ConfigureAwait(false);
        return first.Taken || timeout == TimeSpan.Zero
            ? first
            : await GetInSlicesAsync(timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the next items: waits for the first, and adds what is there. Calls <c>get</c> for each.</summary>
    /// <param name="max">How many at most.</param>
    /// <param name="wait">How long to wait for the first; zero to look once, null for no end.</param>
    /// <param name="cancellationToken">Cancels the wait; what has come is returned all the same.</param>
    /// <returns>The items in the order of the queue; empty when none came in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="max"/> is less than 1, or <paramref name="wait"/> is negative.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled before an item came.</exception>
    /// <exception cref="InvalidCastException">The first item has another type. It is gone from the queue.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; one item may have been taken and lost.</exception>
    /// <exception cref="QueueBatchException">It failed after items came, which the exception has.</exception>
    public async Task<IReadOnlyList<T>> GetManyAsync(
        int max, TimeSpan? wait = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        using var use = Use();
        var (isTaken, first) = wait is { } limit
            ? await TryGetAsync(limit, cancellationToken).ConfigureAwait(false)
            : (true, await GetAsync(cancellationToken).ConfigureAwait(false));
        if (!isTaken)
        {
            return [];
        }

        List<T> items = [first!];
        var more = max > 1 ? await CountOrNoneAsync(cancellationToken).ConfigureAwait(false) : 0;
        if (more > 0)
        {
            var batch = new QueueGetBatch<T>(Client, Token, items);
            await batch.TakeAsync(Math.Min(more, max - 1), cancellationToken).ConfigureAwait(false);
            await ConfirmAsync(items[^1]).ConfigureAwait(false);
        }

        return items;
    }

    /// <summary>Takes items as they come, one at a time, until canceled or until the queue is shut down and empty.</summary>
    /// <remarks>No item is taken before it is asked for: whoever stops early leaves the rest in the queue.</remarks>
    /// <param name="cancellationToken">Ends the sequence; see the remarks of the type.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var (isTaken, item) = await NextAsync(cancellationToken).ConfigureAwait(false);
            if (!isTaken)
            {
                yield break;
            }

            yield return item!;
        }
    }

    /// <summary>Takes items as they come, as many at a time as are there, until canceled or until the queue is shut down.</summary>
    /// <remarks>
    /// Each chunk is handed over whole before another is taken, and none is taken ahead: whoever stops early has
    /// everything that left the queue.
    /// </remarks>
    /// <param name="max">How many items a chunk has at most.</param>
    /// <param name="cancellationToken">Ends the sequence; see the remarks of the type.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is less than 1.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="QueueBatchException">It failed after items came, which the exception has.</exception>
    public IAsyncEnumerable<IReadOnlyList<T>> ReadChunksAsync(int max, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return ReadChunksCoreAsync(max, cancellationToken);
    }

    /// <summary>Says that one item that was taken is done. Calls the exposed method <c>task_done</c>.</summary>
    /// <remarks>On a manager a <c>Queue</c> counts as a <c>JoinableQueue</c> does: both are <c>queue.Queue</c>.</remarks>
    /// <param name="cancellationToken">Cancels the wait for the answer; the item may be counted all the same.</param>
    /// <exception cref="RemoteException">It was called more often than items were put.</exception>
    public ValueTask TaskDoneAsync(CancellationToken cancellationToken = default) =>
        CallAsync(Request("task_done"), cancellationToken);

    /// <summary>Waits until every item that was put is done. Calls the exposed method <c>join</c>.</summary>
    /// <param name="cancellationToken">
    /// Ends the wait at once; nothing is lost. The thread that served it waits on in the server until all items are done.
    /// </param>
    /// <exception cref="BridgeConnectionException">The manager ended.</exception>
    public async Task JoinAsync(CancellationToken cancellationToken = default)
    {
        using var use = Use();
        var lease = await Client.LeaseAsync(cancellationToken).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            await Client.CallLeasedAsync<object?>(lease, Token, "join", [], null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Shuts the queue down for everybody: nothing more is put, and who waits is woken. Calls <c>shutdown</c>.</summary>
    /// <param name="immediate">
    /// False, the default, lets the items that are in be taken; true drops them, and counts each as done.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait for the answer; the queue is shut down all the same.</param>
    /// <exception cref="NotSupportedException">The server is older than CPython 3.13.</exception>
    public async Task ShutdownAsync(bool immediate = false, CancellationToken cancellationToken = default)
    {
        ThrowIfNotExposed("shutdown", "3.13");
        await CallAsync(Request("shutdown", immediate), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many items wait, at this moment. Calls the exposed method <c>qsize</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<int> GetCountAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<int>(Request("qsize"), cancellationToken);

    /// <summary>Whether no item waits, at this moment. Calls the exposed method <c>empty</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> IsEmptyAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<bool>(Request("empty"), cancellationToken);

    /// <summary>Whether the queue has no room, at this moment. Calls the exposed method <c>full</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> IsFullAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<bool>(Request("full"), cancellationToken);

    /// <summary>The next item, or none when the queue was shut down.</summary>
    internal async Task<(bool IsTaken, T? Item)> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (true, await GetAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (RemoteException error) when (error.PythonType == PythonTypes.QueueShutDown)
        {
            return (false, default);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<T>> ReadChunksCoreAsync(
        int max, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<T> chunk;
            try
            {
                chunk = await GetManyAsync(max, null, cancellationToken).ConfigureAwait(false);
            }
            catch (RemoteException error) when (error.PythonType == PythonTypes.QueueShutDown)
            {
                yield break;
            }

            yield return chunk;
        }
    }

    // Looks ahead for one who holds an item already: a failure here must not cost that.
    private async Task<int> CountOrNoneAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GetCountAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is BridgeException or OperationCanceledException or ObjectDisposedException)
        {
            return 0;
        }
    }

    // Waited for like a slice: whoever cancels must know whether the item is in.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> TryPutAsync(T item, CancellationToken cancellationToken)
    {
        try
        {
            await TakeAsync<Ignored>(Request("put", item, false), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RemoteException error) when (error.PythonType == PythonTypes.QueueFull)
        {
            return false;
        }
    }

    // The reply may hold an item, and nobody else would have it.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(bool Taken, T? Item)> TryTakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var item = await TakeAsync<T>(Request("get", false), cancellationToken).ConfigureAwait(false);
            return (true, item is null ? await ConfirmAsync(item).ConfigureAwait(false) : item);
        }
        catch (RemoteException error) when (PythonTypes.IsQueueEmpty(error))
        {
            return (false, default);
        }
    }

    // A manager that is being shut down sends one ('#RETURN', None) that answers nothing before it closes a connection.
    // A None counts only if the manager lives on.
    private async ValueTask<T> ConfirmAsync(T item)
    {
        if (item is null)
        {
            await CallAsync<int>(Request("qsize"), CancellationToken.None).ConfigureAwait(false);
        }

        return item;
    }

    private Task<(bool Done, T? Result)> GetInSlicesAsync(TimeSpan? timeout, CancellationToken cancellationToken) =>
        SlicedWait.RunAsync<T>(this, timeout, async (lease, seconds, abandon) =>
        {
            try
            {
                var reply = await Client.CallLeasedAsync<T>(lease, Token, "get", [true, seconds], null, abandon)
                    .ConfigureAwait(false);
                return (true, await ConfirmAsync(Results.Convert(reply, Client)).ConfigureAwait(false));
            }
            catch (RemoteException error) when (PythonTypes.IsQueueEmpty(error))
            {
                return (false, default);
            }
        }, cancellationToken);

    private async Task<bool> PutInSlicesAsync(T item, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var (done, _) = await SlicedWait.RunAsync<bool>(this, timeout, async (lease, seconds, abandon) =>
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
