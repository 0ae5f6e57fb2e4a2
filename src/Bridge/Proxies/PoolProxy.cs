using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>multiprocessing.Pool</c> that the manager runs: worker processes beside the server.</summary>
/// <remarks>
/// <para>Thread-safe. A function is a <see cref="PythonGlobal"/> that the server and its workers can import; a lambda,
/// or a function of the program that calls, does not exist there.</para>
/// <para>Canceling a call that waits ends the wait at once; the workers go on, and the result is dropped. The methods
/// that start work and return a proxy wait for the proxy even then.</para>
/// <para>Disposal does not end the workers on every CPython: call <see cref="TerminateAsync"/>, or
/// <see cref="CloseAsync"/> and <see cref="JoinAsync"/>, first. For rows by the thousand, with workers that are
/// replaced when they die, see <see cref="Workers.WorkerPool"/>.</para>
/// </remarks>
public sealed class PoolProxy : Proxy
{
    internal PoolProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => "PoolProxy";

    /// <summary>Calls a function in a worker and waits for its result. Calls the exposed method <c>apply</c>.</summary>
    /// <typeparam name="T">The .NET type of the result.</typeparam>
    /// <param name="function">What to call: <c>new("math", "sqrt")</c>.</param>
    /// <param name="arguments">Its positional arguments.</param>
    /// <param name="keywords">Its keyword arguments.</param>
    /// <param name="cancellationToken">Ends the wait at once; the worker goes on.</param>
    /// <exception cref="RemoteException">The function raised, cannot be imported, or the pool is closed.</exception>
    /// <exception cref="InvalidCastException">The result has another type. The call did happen.</exception>
    public Task<T> ApplyAsync<T>(
        PythonGlobal function,
        IReadOnlyList<object?>? arguments = null,
        IReadOnlyDictionary<string, object?>? keywords = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return WaitAsync<T>("apply", [function, ToTuple(arguments), ToDict(keywords)], cancellationToken);
    }

    /// <summary>Calls a function with every item and waits for all results. Calls the exposed method <c>map</c>.</summary>
    /// <typeparam name="TItem">The .NET type of the items.</typeparam>
    /// <typeparam name="TResult">The .NET type of a result.</typeparam>
    /// <param name="function">What to call, with one argument.</param>
    /// <param name="items">The items; they travel in one message.</param>
    /// <param name="chunkSize">How many items a worker gets at a time; null to leave it to Python.</param>
    /// <param name="cancellationToken">Ends the wait at once; the workers go on.</param>
    /// <returns>The results, in the order of the items.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="RemoteException">The function raised, cannot be imported, or the pool is closed.</exception>
    public Task<List<TResult>> MapAsync<TItem, TResult>(
        PythonGlobal function,
        IEnumerable<TItem> items,
        int? chunkSize = null,
        CancellationToken cancellationToken = default) =>
        WaitAsync<List<TResult>>("map", MapArguments(function, items, chunkSize), cancellationToken);

    /// <summary>
    /// Calls a function with the arguments in every item, and waits for all. Calls the exposed method <c>starmap</c>.
    /// </summary>
    /// <typeparam name="TItem">The .NET type of the items; a tuple or a list of arguments.</typeparam>
    /// <typeparam name="TResult">The .NET type of a result.</typeparam>
    /// <param name="function">What to call.</param>
    /// <param name="items">The arguments of each call: <c>[(2, 3), (4, 5)]</c>.</param>
    /// <param name="chunkSize">How many items a worker gets at a time; null to leave it to Python.</param>
    /// <param name="cancellationToken">Ends the wait at once; the workers go on.</param>
    /// <returns>The results, in the order of the items.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="RemoteException">The function raised, cannot be imported, or the pool is closed.</exception>
    public Task<List<TResult>> StarMapAsync<TItem, TResult>(
        PythonGlobal function,
        IEnumerable<TItem> items,
        int? chunkSize = null,
        CancellationToken cancellationToken = default) =>
        WaitAsync<List<TResult>>("starmap", MapArguments(function, items, chunkSize), cancellationToken);

    /// <summary>Starts a call in a worker. Calls the exposed method <c>apply_async</c>.</summary>
    /// <typeparam name="T">The .NET type of the result.</typeparam>
    /// <param name="function">What to call.</param>
    /// <param name="arguments">Its positional arguments.</param>
    /// <param name="keywords">Its keyword arguments.</param>
    /// <param name="callback">What the server process calls with the result; must be quick.</param>
    /// <param name="errorCallback">What the server process calls with the exception; must be quick.</param>
    /// <param name="cancellationToken">Cancels before it is sent; see the remarks of the type.</param>
    /// <returns>A proxy for the result to come.</returns>
    /// <exception cref="RemoteException">The function cannot be imported, or the pool is closed.</exception>
    public Task<AsyncResultProxy<T>> StartApplyAsync<T>(
        PythonGlobal function,
        IReadOnlyList<object?>? arguments = null,
        IReadOnlyDictionary<string, object?>? keywords = null,
        PythonGlobal? callback = null,
        PythonGlobal? errorCallback = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return StartAsync<T>(
            "apply_async", [function, ToTuple(arguments), ToDict(keywords)], callback, errorCallback, cancellationToken);
    }

    /// <summary>Starts a map. Calls the exposed method <c>map_async</c>.</summary>
    /// <typeparam name="TItem">The .NET type of the items.</typeparam>
    /// <typeparam name="TResult">The .NET type of a result.</typeparam>
    /// <param name="function">What to call, with one argument.</param>
    /// <param name="items">The items; they travel in one message.</param>
    /// <param name="chunkSize">How many items a worker gets at a time; null to leave it to Python.</param>
    /// <param name="callback">What the server process calls with the result; must be quick.</param>
    /// <param name="errorCallback">What the server process calls with the exception; must be quick.</param>
    /// <param name="cancellationToken">Cancels before it is sent; see the remarks of the type.</param>
    /// <returns>A proxy for the results to come, in the order of the items.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="RemoteException">The function cannot be imported, or the pool is closed.</exception>
    public Task<AsyncResultProxy<List<TResult>>> StartMapAsync<TItem, TResult>(
        PythonGlobal function,
        IEnumerable<TItem> items,
        int? chunkSize = null,
        PythonGlobal? callback = null,
        PythonGlobal? errorCallback = null,
        CancellationToken cancellationToken = default) =>
        StartAsync<List<TResult>>(
            "map_async", MapArguments(function, items, chunkSize), callback, errorCallback, cancellationToken);

    /// <summary>Starts a map of calls with several arguments. Calls the exposed method <c>starmap_async</c>.</summary>
    /// <typeparam name="TItem">The .NET type of the items; a tuple or a list of arguments.</typeparam>
    /// <typeparam name="TResult">The .NET type of a result.</typeparam>
    /// <param name="function">What to call.</param>
    /// <param name="items">The arguments of each call.</param>
    /// <param name="chunkSize">How many items a worker gets at a time; null to leave it to Python.</param>
    /// <param name="callback">What the server process calls with the result; must be quick.</param>
    /// <param name="errorCallback">What the server process calls with the exception; must be quick.</param>
    /// <param name="cancellationToken">Cancels before it is sent; see the remarks of the type.</param>
    /// <returns>A proxy for the results to come, in the order of the items.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="RemoteException">The function cannot be imported, or the pool is closed.</exception>
    public Task<AsyncResultProxy<List<TResult>>> StartStarMapAsync<TItem, TResult>(
        PythonGlobal function,
        IEnumerable<TItem> items,
        int? chunkSize = null,
        PythonGlobal? callback = null,
        PythonGlobal? errorCallback = null,
        CancellationToken cancellationToken = default) =>
        StartAsync<List<TResult>>(
            "starmap_async", MapArguments(function, items, chunkSize), callback, errorCallback, cancellationToken);

    /// <summary>Starts a map whose results are read one by one. Calls the exposed method <c>imap</c>.</summary>
    /// <typeparam name="TItem">The .NET type of the items.</typeparam>
    /// <typeparam name="TResult">The .NET type of a result.</typeparam>
    /// <param name="function">What to call, with one argument.</param>
    /// <param name="items">The items; they travel in one message.</param>
    /// <param name="chunkSize">How many items a worker gets at a time.</param>
    /// <param name="cancellationToken">Cancels before it is sent; see the remarks of the type.</param>
    /// <returns>An iterator over the results, in the order of the items.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="RemoteException">The function cannot be imported, or the pool is closed.</exception>
    public Task<IteratorProxy<TResult>> ImapAsync<TItem, TResult>(
        PythonGlobal function,
        IEnumerable<TItem> items,
        int chunkSize = 1,
        CancellationToken cancellationToken = default) =>
        IterateAsync<TResult>("imap", MapArguments(function, items, chunkSize), chunkSize, cancellationToken);

    /// <summary>Like <c>imap</c>, in the order in which they are done. Calls the exposed method <c>imap_unordered</c>.</summary>
    /// <typeparam name="TItem">The .NET type of the items.</typeparam>
    /// <typeparam name="TResult">The .NET type of a result.</typeparam>
    /// <param name="function">What to call, with one argument.</param>
    /// <param name="items">The items; they travel in one message.</param>
    /// <param name="chunkSize">How many items a worker gets at a time.</param>
    /// <param name="cancellationToken">Cancels before it is sent; see the remarks of the type.</param>
    /// <returns>An iterator over the results, in any order.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="RemoteException">The function cannot be imported, or the pool is closed.</exception>
    public Task<IteratorProxy<TResult>> ImapUnorderedAsync<TItem, TResult>(
        PythonGlobal function,
        IEnumerable<TItem> items,
        int chunkSize = 1,
        CancellationToken cancellationToken = default) =>
        IterateAsync<TResult>("imap_unordered", MapArguments(function, items, chunkSize), chunkSize, cancellationToken);

    /// <summary>Takes no more work; the workers end when all is done. Calls the exposed method <c>close</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; the pool is closed all the same.</param>
    public ValueTask CloseAsync(CancellationToken cancellationToken = default) =>
        CallAsync(Request("close"), cancellationToken);

    /// <summary>Ends the workers at once; results under way never come. Calls the exposed method <c>terminate</c>.</summary>
    /// <param name="cancellationToken">Ends the wait at once; they end all the same.</param>
    public Task TerminateAsync(CancellationToken cancellationToken = default) =>
        WaitAsync<object?>("terminate", [], cancellationToken);

    /// <summary>Waits until the workers ended, after a close or terminate. Calls the exposed method <c>join</c>.</summary>
    /// <param name="cancellationToken">Ends the wait at once; the pool does not notice.</param>
    /// <exception cref="RemoteException">The pool still runs.</exception>
    public Task JoinAsync(CancellationToken cancellationToken = default) =>
        WaitAsync<object?>("join", [], cancellationToken);

    private async Task<T> WaitAsync<T>(string method, object?[] arguments, CancellationToken cancellationToken)
    {
        using var use = Use();
        var lease = await Client.LeaseAsync(cancellationToken).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            var reply = await Client.CallLeasedAsync<T>(
                lease, Token, method, arguments, null, cancellationToken, isSlice: false).ConfigureAwait(false);
            return Results.Convert(reply, Client);
        }
    }

    private async Task<AsyncResultProxy<T>> StartAsync<T>(
        string method,
        object?[] arguments,
        PythonGlobal? callback,
        PythonGlobal? errorCallback,
        CancellationToken cancellationToken)
    {
        using var use = Use();
        object?[] all = [.. arguments, callback, errorCallback];
        var reply = await SlicedWait.TakeAsync(
            abandon => Client.CallQuickAsync<object?>(Token, method, all, null, abandon), cancellationToken)
            .ConfigureAwait(false);
        return reply.Kind == ReplyKind.Proxy
            ? new AsyncResultProxy<T>(Client, reply.Reference!)
            : throw new BridgeProtocolException($"Expected a proxy from '{method}', got a value; is this a Pool?");
    }

    private async Task<IteratorProxy<T>> IterateAsync<T>(
        string method, object?[] arguments, int chunkSize, CancellationToken cancellationToken)
    {
        using var use = Use();
        // In chunks of several items it is a generator, whose __next__ takes no timeout (Lib/multiprocessing/pool.py).
        var iterator = await Iterators.CallQuickAsync<T>(
            Client, Token, method, arguments, takesTimeout: chunkSize == 1, cancellationToken).ConfigureAwait(false);
        return iterator;
    }

    private static object?[] MapArguments<TItem>(PythonGlobal function, IEnumerable<TItem> items, int? chunkSize)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(items);
        if (chunkSize is { } size)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(chunkSize));
        }

        return [function, items.ToList(), chunkSize];
    }

    private static PythonTuple ToTuple(IReadOnlyList<object?>? arguments) => [.. arguments ?? []];

    private static PythonDict ToDict(IReadOnlyDictionary<string, object?>? keywords)
    {
        var dict = new PythonDict();
        foreach (var (name, value) in keywords ?? new Dictionary<string, object?>())
        {
            dict[name] = value;
        }

        return dict;
    }
}
