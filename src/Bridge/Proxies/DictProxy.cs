using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>dict</c> referent.</summary>
/// <typeparam name="TKey">The .NET type of the keys; Python must be able to hash them.</typeparam>
/// <typeparam name="TValue">The .NET type of the values.</typeparam>
/// <remarks>
/// Thread-safe. Each call is atomic on the server, a sequence of calls is not. Keys and values are pickled copies.
/// </remarks>
public sealed class DictProxy<TKey, TValue> : Proxy
    where TKey : notnull
{
    internal DictProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => "DictProxy";

    /// <summary>Reads the value of a key. Calls the exposed method <c>__getitem__</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="RemoteException">There is no such key (<see cref="PythonTypes.KeyError"/>).</exception>
    /// <exception cref="InvalidCastException">The value has another type.</exception>
    public ValueTask<TValue> GetItemAsync(TKey key, CancellationToken cancellationToken = default) =>
        CallAsync<TValue>("__getitem__", [key], cancellationToken);

    /// <summary>Reads the value of a key if there is one. Calls the exposed method <c>__getitem__</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <returns>The value, or <c>Found = false</c>.</returns>
    /// <exception cref="InvalidCastException">The value has another type.</exception>
    public async ValueTask<(bool Found, TValue? Value)> TryGetItemAsync(
        TKey key, CancellationToken cancellationToken = default)
    {
        try
        {
            return (true, await GetItemAsync(key, cancellationToken).ConfigureAwait(false));
        }
        catch (RemoteException error) when (error.PythonType == PythonTypes.KeyError)
        {
            return (false, default);
        }
    }

    /// <summary>Sets the value of a key. Calls the exposed method <c>__setitem__</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its new value.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be set all the same.</param>
    /// <exception cref="PicklingException">The value has no Python equivalent. Nothing was sent.</exception>
    public ValueTask SetItemAsync(TKey key, TValue value, CancellationToken cancellationToken = default) =>
        CallAsync("__setitem__", [key, value], cancellationToken);

    /// <summary>Sets many keys in one call. Calls the exposed method <c>update</c>.</summary>
    /// <param name="items">The keys and their new values.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be set all the same.</param>
    /// <exception cref="PicklingException">A value has no Python equivalent. Nothing was sent.</exception>
    public ValueTask UpdateAsync(
        IEnumerable<KeyValuePair<TKey, TValue>> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        var update = new PythonDict();
        foreach (var (key, value) in items)
        {
            update[key] = value;
        }

        return CallAsync("update", [update], cancellationToken);
    }

    /// <summary>Deletes a key. Calls the exposed method <c>__delitem__</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be deleted all the same.</param>
    /// <exception cref="RemoteException">There is no such key (<see cref="PythonTypes.KeyError"/>).</exception>
    public ValueTask DeleteItemAsync(TKey key, CancellationToken cancellationToken = default) =>
        CallAsync("__delitem__", [key], cancellationToken);

    /// <summary>Removes a key and returns its value. Calls the exposed method <c>pop</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Looked at before the call; once sent, it is not canceled.</param>
    /// <exception cref="RemoteException">There is no such key (<see cref="PythonTypes.KeyError"/>).</exception>
    /// <exception cref="InvalidCastException">The value has another type. The key is gone.</exception>
    public ValueTask<TValue> PopAsync(TKey key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return CallAsync<TValue>("pop", [key], CancellationToken.None);
    }

    /// <summary>Removes the item added last and returns it. Calls the exposed method <c>popitem</c>.</summary>
    /// <param name="cancellationToken">Looked at before the call; once sent, it is not canceled.</param>
    /// <exception cref="RemoteException">The dict is empty (<see cref="PythonTypes.KeyError"/>).</exception>
    /// <exception cref="InvalidCastException">The item has another type. It is gone from the dict.</exception>
    public async ValueTask<KeyValuePair<TKey, TValue>> PopItemAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (key, value) = await CallAsync<(TKey, TValue)>("popitem", [], CancellationToken.None).ConfigureAwait(false);
        return KeyValuePair.Create(key, value);
    }

    /// <summary>Reads a key, setting it first if it is missing. Calls the exposed method <c>setdefault</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value if there is none yet.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be set all the same.</param>
    /// <returns>The value that the dict now holds.</returns>
    public ValueTask<TValue> SetDefaultAsync(TKey key, TValue value, CancellationToken cancellationToken = default) =>
        CallAsync<TValue>("setdefault", [key, value], cancellationToken);

    /// <summary>Whether there is such a key. Calls the exposed method <c>__contains__</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> ContainsKeyAsync(TKey key, CancellationToken cancellationToken = default) =>
        CallAsync<bool>("__contains__", [key], cancellationToken);

    /// <summary>How many keys there are. Calls the exposed method <c>__len__</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<int> GetCountAsync(CancellationToken cancellationToken = default) =>
        CallAsync<int>("__len__", [], cancellationToken);

    /// <summary>All keys, in the order of insertion. Calls the exposed method <c>keys</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<List<TKey>> GetKeysAsync(CancellationToken cancellationToken = default) =>
        CallAsync<List<TKey>>("keys", [], cancellationToken);

    /// <summary>All values, in the order of insertion. Calls the exposed method <c>values</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<List<TValue>> GetValuesAsync(CancellationToken cancellationToken = default) =>
        CallAsync<List<TValue>>("values", [], cancellationToken);

    /// <summary>A copy of the whole dict in one call. Calls the exposed method <c>copy</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">A key or value has another type.</exception>
    public ValueTask<Dictionary<TKey, TValue>> GetSnapshotAsync(CancellationToken cancellationToken = default) =>
        CallAsync<Dictionary<TKey, TValue>>("copy", [], cancellationToken);

    /// <summary>Deletes every key. Calls the exposed method <c>clear</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be deleted all the same.</param>
    public ValueTask ClearAsync(CancellationToken cancellationToken = default) =>
        CallAsync("clear", [], cancellationToken);
}
