using System.Diagnostics.CodeAnalysis;
using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Creates referents on a manager and proxies for them.</summary>
/// <remarks>
/// Every method throws <see cref="RemoteException"/> when the server has no such typeid or its constructor raises, and
/// <see cref="BridgeConnectionException"/> when it cannot be reached. Canceled, a referent that was created meanwhile
/// stays on the server until that ends.
/// </remarks>
public static class ManagerClientExtensions
{
    /// <summary>Creates an empty <c>dict</c>.</summary>
    /// <typeparam name="TKey">The .NET type of the keys.</typeparam>
    /// <typeparam name="TValue">The .NET type of the values.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public static async Task<DictProxy<TKey, TValue>> CreateDictAsync<TKey, TValue>(
        this ManagerClient client, CancellationToken cancellationToken = default)
        where TKey : notnull =>
        new(client, await Referents.CreateAsync(client, TypeIds.Dict, [], null, cancellationToken).ConfigureAwait(false));

    /// <summary>Creates an empty <c>list</c>.</summary>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public static async Task<ListProxy<T>> CreateListAsync<T>(
        this ManagerClient client, CancellationToken cancellationToken = default) =>
        new(client, await Referents.CreateAsync(client, TypeIds.List, [], null, cancellationToken).ConfigureAwait(false));

    /// <summary>Creates a <c>Queue</c>.</summary>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="maxSize">How many items it holds at most; 0, the default, for no limit.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxSize"/> is negative.</exception>
    public static async Task<QueueProxy<T>> CreateQueueAsync<T>(
        this ManagerClient client, int maxSize = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxSize);
        return new(client, await Referents.CreateAsync(client, TypeIds.Queue, [maxSize], null, cancellationToken)
            .ConfigureAwait(false))
        {
            IsUnbounded = maxSize == 0,
        };
    }

    /// <summary>Creates a <c>JoinableQueue</c>.</summary>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="maxSize">How many items it holds at most; 0, the default, for no limit.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxSize"/> is negative.</exception>
    public static async Task<JoinableQueueProxy<T>> CreateJoinableQueueAsync<T>(
        this ManagerClient client, int maxSize = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxSize);
        return new(client, await Referents.CreateAsync(client, TypeIds.JoinableQueue, [maxSize], null, cancellationToken)
            .ConfigureAwait(false))
        {
            IsUnbounded = maxSize == 0,
        };
    }

    /// <summary>Creates a <c>Lock</c>, free.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public static async Task<LockProxy> CreateLockAsync(
        this ManagerClient client, CancellationToken cancellationToken = default) =>
        new(client, await Referents.CreateAsync(client, TypeIds.Lock, [], null, cancellationToken).ConfigureAwait(false));

    /// <summary>Creates an <c>Event</c>, not set.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public static async Task<EventProxy> CreateEventAsync(
        this ManagerClient client, CancellationToken cancellationToken = default) =>
        new(client, await Referents.CreateAsync(client, TypeIds.Event, [], null, cancellationToken).ConfigureAwait(false));

    /// <summary>Creates a <c>Namespace</c> without attributes.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public static async Task<NamespaceProxy> CreateNamespaceAsync(
        this ManagerClient client, CancellationToken cancellationToken = default) =>
        new(client, await Referents.CreateAsync(client, TypeIds.Namespace, [], null, cancellationToken).ConfigureAwait(false));

    /// <summary>Creates a <c>Value</c>.</summary>
    /// <typeparam name="T">The .NET type of the value.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="typeCode">A type code of Python's <c>array</c>, such as <c>"i"</c>; the server does not check it.</param>
    /// <param name="value">The first value.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public static async Task<ValueProxy<T>> CreateValueAsync<T>(
        this ManagerClient client, string typeCode, T value, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeCode);
        return new(client, await Referents.CreateAsync(client, TypeIds.Value, [typeCode, value], null, cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Creates a referent of any registered typeid.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under: <c>BaseManager.register('Counter', …)</c>.</param>
    /// <param name="arguments">The positional arguments of the callable.</param>
    /// <param name="keywords">Its keyword arguments; servers up to CPython 3.8 take none named <c>typeid</c> or <c>c</c>.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <returns>A proxy whose methods are called by name.</returns>
    public static async Task<ObjectProxy> CreateAsync(
        this ManagerClient client,
        string typeId,
        IReadOnlyList<object?>? arguments = null,
        IReadOnlyDictionary<string, object?>? keywords = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        return new(client, await Referents.CreateAsync(client, typeId, arguments ?? [], keywords, cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Creates a referent of any registered typeid, as a proxy of a type of this library.</summary>
    /// <typeparam name="TProxy">The type of the proxy: <c>ListProxy&lt;int&gt;</c>, say.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under: <c>BaseManager.register('Counter', …)</c>.</param>
    /// <param name="arguments">The positional arguments of the callable.</param>
    /// <param name="keywords">Its keyword arguments.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public static async Task<TProxy> CreateAsync<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.NonPublicConstructors)] TProxy>(
        this ManagerClient client,
        string typeId,
        IReadOnlyList<object?>? arguments = null,
        IReadOnlyDictionary<string, object?>? keywords = null,
        CancellationToken cancellationToken = default)
        where TProxy : Proxy
    {
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        return ProxyFactory.CreateKnown<TProxy>(
            await Referents.CreateAsync(client, typeId, arguments ?? [], keywords, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Gets the queue that somebody registered: <c>BaseManager.register('get_queue', callable=…)</c>.</summary>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">What came has no <c>put</c> and <c>get</c>.</exception>
    public static async Task<QueueProxy<T>> GetQueueAsync<T>(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        var reference = await Referents.GetAsync(client, typeId, ["put", "get"], "queue", cancellationToken).ConfigureAwait(false);
        return new(client, reference);
    }

    /// <summary>Gets the dict that somebody registered: <c>BaseManager.register('get_dict', callable=…, DictProxy)</c>.</summary>
    /// <typeparam name="TKey">The .NET type of the keys.</typeparam>
    /// <typeparam name="TValue">The .NET type of the values.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">
    /// What came does not expose <c>__getitem__</c>: it was registered without <c>DictProxy</c>.
    /// </exception>
    public static async Task<DictProxy<TKey, TValue>> GetDictAsync<TKey, TValue>(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default)
        where TKey : notnull
    {
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        return new(client, await Referents.GetAsync(client, typeId, ["__getitem__", "update"], "dict", cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Gets the list that somebody registered: <c>BaseManager.register('get_list', callable=…, ListProxy)</c>.</summary>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">
    /// What came does not expose <c>__getitem__</c>: it was registered without <c>ListProxy</c>.
    /// </exception>
    public static async Task<ListProxy<T>> GetListAsync<T>(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        return new(client, await Referents.GetAsync(client, typeId, ["__getitem__", "append"], "list", cancellationToken)
            .ConfigureAwait(false));
    }
}
