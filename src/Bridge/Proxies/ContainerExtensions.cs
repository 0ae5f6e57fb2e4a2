using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Creates shared containers with what is in them, and gets those that somebody registered.</summary>
/// <remarks>
/// Every method throws <see cref="RemoteException"/> when the server has no such typeid or its constructor raises,
/// <see cref="BridgeConnectionException"/> when it cannot be reached, and <see cref="PicklingException"/> when a value
/// has no Python equivalent. Canceled, a referent that was created meanwhile stays on the server until that ends.
/// </remarks>
public static class ContainerExtensions
{
    // Names of parameters of the server's own functions; Server.create takes no such keywords before CPython 3.9.
    private static readonly string[] ReservedKeywords = ["self", "c", "typeid"];

    /// <summary>Creates a <c>list</c> with items.</summary>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="items">The first items. Not changed before the call completes.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public static async Task<ListProxy<T>> CreateListAsync<T>(
        this ManagerClient client, IEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        var list = new ListItems<T>(items, orArray: true);
        return new(client, await Referents.CreateAsync(client, TypeIds.List, [list], null, cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Creates a <c>dict</c> with items.</summary>
    /// <typeparam name="TKey">The .NET type of the keys.</typeparam>
    /// <typeparam name="TValue">The .NET type of the values.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="items">
    /// The first items; of equal keys the last one counts. Not changed before the call completes.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentException">Python cannot hash a key. Nothing was sent.</exception>
    public static async Task<DictProxy<TKey, TValue>> CreateDictAsync<TKey, TValue>(
        this ManagerClient client,
        IEnumerable<KeyValuePair<TKey, TValue>> items,
        CancellationToken cancellationToken = default)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(items);
        var dict = Hashable.ToDict(items, client.Pickle);
        return new(client, await Referents.CreateAsync(client, TypeIds.Dict, [dict], null, cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Creates an empty <c>set</c>; see the remarks of <see cref="SetProxy{T}"/> for servers before 3.14.</summary>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">The server is no <c>SyncManager</c>.</exception>
    public static Task<SetProxy<T>> CreateSetAsync<T>(
        this ManagerClient client, CancellationToken cancellationToken = default) =>
        CreateSetAsync<T>(client, [], cancellationToken);

    /// <summary>Creates a <c>set</c> with items; see the remarks of <see cref="SetProxy{T}"/> for servers before 3.14.</summary>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="items">The first items.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentException">Python cannot hash an item. Nothing was sent.</exception>
    /// <exception cref="NotSupportedException">The server is no <c>SyncManager</c>.</exception>
    public static async Task<SetProxy<T>> CreateSetAsync<T>(
        this ManagerClient client, IEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var sent = Hashable.ToList(items, client.Pickle);
        return new(client, await SetReferents.CreateAsync(client, sent, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Creates an <c>Array</c> whose type code is that of <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">The .NET type of the numbers; see <see cref="ArrayProxy{T}"/>.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="items">The items; <c>new T[length]</c> for zeros.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">array.array has no such number. Nothing was sent.</exception>
    public static Task<ArrayProxy<T>> CreateArrayAsync<T>(
        this ManagerClient client, T[] items, CancellationToken cancellationToken = default)
        where T : unmanaged =>
        CreateArrayAsync(client, ArrayTypeCodes.Of<T>(), items, cancellationToken);

    /// <summary>Creates an <c>Array</c> of a type code.</summary>
    /// <typeparam name="T">The .NET type of the numbers; see <see cref="ArrayProxy{T}"/>.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="typeCode">
    /// One of <c>b B h H i I l L q Q f d</c>, of the type of <typeparamref name="T"/>. <c>'l'</c> and <c>'L'</c> are 8
    /// bytes, but 4 on a Windows server, where they are refused when they are read.
    /// </param>
    /// <param name="items">The items; <c>new T[length]</c> for zeros.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentException">The type code is of another type. Nothing was sent.</exception>
    /// <exception cref="NotSupportedException">array.array has no such number. Nothing was sent.</exception>
    public static async Task<ArrayProxy<T>> CreateArrayAsync<T>(
        this ManagerClient client,
        char typeCode,
        T[] items,
        CancellationToken cancellationToken = default)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(items);
        ArrayTypeCodes.ThrowIfNotOf<T>(typeCode);
        object?[] arguments = [typeCode.ToString(), ArrayTypeCodes.Pack<T>(typeCode, items)];
        return new(client, await Referents.CreateAsync(client, TypeIds.Array, arguments, null, cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Creates a <c>Namespace</c> with attributes.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="attributes">Names and values.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentException">A name is empty. Nothing was sent.</exception>
    public static async Task<NamespaceProxy> CreateNamespaceAsync(
        this ManagerClient client,
        IReadOnlyDictionary<string, object?> attributes,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        if (attributes.ContainsKey(""))
        {
            throw new ArgumentException("An attribute must have a name.", nameof(attributes));
        }

        var reserved = attributes.Where(one => ReservedKeywords.Contains(one.Key)).ToList();
        var keywords = attributes.Except(reserved).ToDictionary();
        var space = new NamespaceProxy(
            client,
            await Referents.CreateAsync(client, TypeIds.Namespace, [], keywords, cancellationToken).ConfigureAwait(false));
        try
        {
            await space.SetAttributesAsync(reserved, cancellationToken).ConfigureAwait(false);
            return space;
        }
        catch
        {
            await space.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Creates a <c>Namespace</c> with the attributes that a record has; see <see cref="NamespaceProxy.SetRecordAsync"/>.</summary>
    /// <typeparam name="TRecord">The record.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="record">The values.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentException">The codec makes no dict of it. Nothing was sent.</exception>
    public static Task<NamespaceProxy> CreateNamespaceFromAsync<TRecord>(
        this ManagerClient client, TRecord record, CancellationToken cancellationToken = default)
        where TRecord : notnull
    {
        ArgumentNullException.ThrowIfNull(client);
        var attributes = RecordAttributes.Of(record, client.Pickle).ToDictionary();
        return CreateNamespaceAsync(client, attributes, cancellationToken);
    }

    /// <summary>Gets the set that somebody registered: <c>BaseManager.register('get_set', callable=…)</c>.</summary>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">What came exposes no <c>issuperset</c> and <c>copy</c>.</exception>
    public static async Task<SetProxy<T>> GetSetAsync<T>(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        return new(client, await Referents.GetAsync(client, typeId, ["add", "issuperset", "copy"], "set", cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Gets the array that somebody registered: <c>BaseManager.register('get_array', callable=…, ArrayProxy)</c>.</summary>
    /// <typeparam name="T">The .NET type of the numbers; see <see cref="ArrayProxy{T}"/>.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="cancellationToken">Cancels the wait for the answers.</param>
    /// <exception cref="NotSupportedException">What came is no array, or was registered without <c>ArrayProxy</c>.</exception>
    /// <exception cref="ArgumentException">Its items are no <typeparamref name="T"/>.</exception>
    public static async Task<ArrayProxy<T>> GetArrayAsync<T>(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        var array = new ArrayProxy<T>(client, await Referents.GetAsync(
            client, typeId, ["__getitem__", "__setitem__", "__len__"], "array", cancellationToken).ConfigureAwait(false));
        try
        {
            await array.GetTypeCodeAsync(cancellationToken).ConfigureAwait(false);
            return array;
        }
        catch
        {
            await array.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gets the value that somebody registered: <c>BaseManager.register('get_value', callable=…, ValueProxy)</c>.</summary>
    /// <typeparam name="T">The .NET type of the value.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">What came exposes no <c>get</c> and <c>set</c>.</exception>
    public static async Task<ValueProxy<T>> GetValueAsync<T>(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        return new(client, await Referents.GetAsync(client, typeId, ["get", "set"], "value", cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Gets the namespace that somebody registered: <c>BaseManager.register('get_ns', callable=…, NamespaceProxy)</c>.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">What came was registered without <c>NamespaceProxy</c>.</exception>
    public static async Task<NamespaceProxy> GetNamespaceAsync(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        return new(client, await Referents.GetAsync(
            client, typeId, ["__getattribute__", "__setattr__"], "namespace", cancellationToken).ConfigureAwait(false));
    }
}
