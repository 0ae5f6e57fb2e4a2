using System.Runtime.CompilerServices;
using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>dict</c> referent.</summary>
/// <typeparam name="TKey">The .NET type of the keys; Python must be able to hash them.</typeparam>
/// <typeparam name="TValue">The .NET type of the values.</typeparam>
/// <remarks>
/// Thread-safe. Each call is atomic on the server, a sequence of calls is not. Keys and values are pickled copies. A
/// key that Python cannot hash (a list, dict, set, or a record that is one) throws <see cref="ArgumentException"/> and
/// is not sent.
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
        ReadAsync<TValue>(Request("__getitem__", Checked(key)), cancellationToken);

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
        catch (RemoteException error) when (IsMissingKey(error))
        {
            return (false, default);
        }
    }

    /// <summary>Reads the value of a key, or another value. Calls the exposed method <c>get</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="defaultValue">What to return, as a copy, where there is no such key. The dict does not change.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">The value has another type.</exception>
    public ValueTask<TValue> GetItemOrDefaultAsync(
        TKey key, TValue defaultValue, CancellationToken cancellationToken = default) =>
        ReadAsync<TValue>(Request("get", Checked(key), defaultValue), cancellationToken);

    /// <summary>Sets the value of a key. Calls the exposed method <c>__setitem__</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its new value.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be set all the same.</param>
    /// <exception cref="PicklingException">The value has no Python equivalent. Nothing was sent.</exception>
    public ValueTask SetItemAsync(TKey key, TValue value, CancellationToken cancellationToken = default) =>
        CallAsync(Request("__setitem__", Checked(key), value), cancellationToken);

    /// <summary>Sets many keys in one call. Calls the exposed method <c>update</c>.</summary>
    /// <param name="items">
    /// The keys and their new values; of equal keys the last one counts. Not changed before the call completes.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be set all the same.</param>
    /// <exception cref="PicklingException">A value has no Python equivalent. Nothing was sent.</exception>
    public ValueTask UpdateAsync(
        IEnumerable<KeyValuePair<TKey, TValue>> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return CallAsync("update", [Hashable.ToDict(items, Client.Pickle)], cancellationToken);
    }

    /// <summary>Replaces the value of a key by what a function makes of it, while a lock is held.</summary>
    /// <remarks>No update is lost among all programs that use the lock, Python's <c>with lock:</c> included.</remarks>
    /// <param name="key">The key.</param>
    /// <param name="update">
    /// Makes the new value of the old one, which is the default of <typeparamref name="TValue"/> where there is no such
    /// key: 0, null. Runs while the lock is held.
    /// </param>
    /// <param name="gate">The lock. Not held by the caller already.</param>
    /// <param name="cancellationToken">Looked at until the new value is sent; canceled, nothing is set.</param>
    /// <returns>The new value.</returns>
    /// <exception cref="InvalidCastException">The value has another type. Nothing is set.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; whether it is set is unknown.</exception>
    public Task<TValue> UpdateAsync(
        TKey key, Func<TValue?, TValue> update, ISharedLock gate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        return UpdateAsync(key, (current, _) => Task.FromResult(update(current)), gate, cancellationToken);
    }

    /// <inheritdoc cref="UpdateAsync(TKey, Func{TValue, TValue}, ISharedLock, CancellationToken)"/>
    public Task<TValue> UpdateAsync(
        TKey key,
        Func<TValue?, CancellationToken, Task<TValue>> update,
        ISharedLock gate,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(gate);
        Checked(key);
        return GatedUpdate.RunAsync<TValue>(
            gate,
            async token => (await TryGetItemAsync(key, token).ConfigureAwait(false)).Value,
            update,
            (value, token) => SetItemAsync(key, value, token),
            cancellationToken);
    }

    /// <summary>Deletes a key. Calls the exposed method <c>__delitem__</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be deleted all the same.</param>
    /// <exception cref="RemoteException">There is no such key (<see cref="PythonTypes.KeyError"/>).</exception>
    public ValueTask DeleteItemAsync(TKey key, CancellationToken cancellationToken = default) =>
        CallAsync(Request("__delitem__", Checked(key)), cancellationToken);

    /// <summary>Removes a key and returns its value. Calls the exposed method <c>pop</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Looked at before the call; once sent, the value is waited for.</param>
    /// <exception cref="RemoteException">There is no such key (<see cref="PythonTypes.KeyError"/>).</exception>
    /// <exception cref="InvalidCastException">The value has another type. The key is gone.</exception>
    public ValueTask<TValue> PopAsync(TKey key, CancellationToken cancellationToken = default) =>
        TakeAsync<TValue>(Request("pop", Checked(key)), cancellationToken);

    /// <summary>Removes a key if there is one and returns its value. Calls the exposed method <c>pop</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Looked at before the call; once sent, the value is waited for.</param>
    /// <returns>The value, or <c>Found = false</c>.</returns>
    /// <exception cref="InvalidCastException">The value has another type. The key is gone.</exception>
    public async ValueTask<(bool Found, TValue? Value)> TryPopAsync(
        TKey key, CancellationToken cancellationToken = default)
    {
        try
        {
            return (true, await PopAsync(key, cancellationToken).ConfigureAwait(false));
        }
        catch (RemoteException error) when (IsMissingKey(error))
        {
            return (false, default);
        }
    }

    /// <summary>Removes the item added last and returns it. Calls the exposed method <c>popitem</c>.</summary>
    /// <param name="cancellationToken">Looked at before the call; once sent, the item is waited for.</param>
    /// <exception cref="RemoteException">The dict is empty (<see cref="PythonTypes.KeyError"/>).</exception>
    /// <exception cref="InvalidCastException">The item has another type. It is gone from the dict.</exception>
    public ValueTask<KeyValuePair<TKey, TValue>> PopItemAsync(CancellationToken cancellationToken = default) =>
        TakeAsync<KeyValuePair<TKey, TValue>>(Request("popitem"), cancellationToken);

    /// <summary>Reads a key, setting it first if it is missing. Calls the exposed method <c>setdefault</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value if there is none yet.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be set all the same.</param>
    /// <returns>The value that the dict now holds.</returns>
    public ValueTask<TValue> SetDefaultAsync(TKey key, TValue value, CancellationToken cancellationToken = default) =>
        CallAsync<TValue>(Request("setdefault", Checked(key), value), cancellationToken);

    /// <summary>Whether there is such a key. Calls the exposed method <c>__contains__</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> ContainsKeyAsync(TKey key, CancellationToken cancellationToken = default) =>
        ReadAsync<bool>(Request("__contains__", Checked(key)), cancellationToken);

    /// <summary>How many keys there are. Calls the exposed method <c>__len__</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<int> GetCountAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<int>(Request("__len__"), cancellationToken);

    /// <summary>All keys, in the order of insertion. Calls the exposed method <c>keys</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<List<TKey>> GetKeysAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<List<TKey>>(Request("keys"), cancellationToken);

    /// <summary>All values, in the order of insertion. Calls the exposed method <c>values</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<List<TValue>> GetValuesAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<List<TValue>>(Request("values"), cancellationToken);

    /// <summary>All keys with their values, in the order of insertion. Calls the exposed method <c>items</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">A key or value has another type.</exception>
    public ValueTask<List<KeyValuePair<TKey, TValue>>> GetItemsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<List<KeyValuePair<TKey, TValue>>>(Request("items"), cancellationToken);

    /// <summary>All keys, the last added first, as <c>__reversed__</c>. Calls the exposed method <c>keys</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public async ValueTask<List<TKey>> GetReversedKeysAsync(CancellationToken cancellationToken = default)
    {
        var keys = await GetKeysAsync(cancellationToken).ConfigureAwait(false);
        keys.Reverse();
        return keys;
    }

    /// <summary>Reads all items in many small calls. Calls <c>keys</c> once, then <c>__getitem__</c>.</summary>
    /// <remarks>
    /// No snapshot: the keys are those of the beginning, without those deleted meanwhile; a value is that of its moment.
    /// </remarks>
    /// <param name="chunkSize">How many values are on their way at once.</param>
    /// <param name="cancellationToken">Ends the sequence.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is not positive.</exception>
    /// <exception cref="InvalidCastException">A key or value has another type.</exception>
    public IAsyncEnumerable<KeyValuePair<TKey, TValue>> EnumerateAsync(
        int chunkSize = 64, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkSize);
        return ReadChunksAsync(chunkSize, cancellationToken);
    }

    /// <summary>A copy with other items set in it, as Python's <c>d | items</c>.</summary>
    /// <remarks>
    /// Calls the exposed method <c>__or__</c>, or <c>copy</c> where the server is older than CPython 3.14; keys are then
    /// compared by .NET.
    /// </remarks>
    /// <param name="items">The others; they win.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">A key or value has another type.</exception>
    public ValueTask<Dictionary<TKey, TValue>> MergeAsync(
        IEnumerable<KeyValuePair<TKey, TValue>> items, CancellationToken cancellationToken = default) =>
        MergeAsync("__or__", items, cancellationToken);

    /// <summary>Other items with those of this dict set in them, as Python's <c>items | d</c>.</summary>
    /// <remarks>
    /// Calls the exposed method <c>__ror__</c>, or <c>copy</c> where the server is older than CPython 3.14; keys are then
    /// compared by .NET.
    /// </remarks>
    /// <param name="items">The others; this dict wins.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">A key or value has another type.</exception>
    public ValueTask<Dictionary<TKey, TValue>> MergeIntoAsync(
        IEnumerable<KeyValuePair<TKey, TValue>> items, CancellationToken cancellationToken = default) =>
        MergeAsync("__ror__", items, cancellationToken);

    /// <summary>A dict of some keys with one value, which has nothing to do with this one, as in Python.</summary>
    /// <remarks>Calls the exposed method <c>fromkeys</c>; made here where the server is older than CPython 3.14.</remarks>
    /// <param name="keys">The keys.</param>
    /// <param name="value">The value of each.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public async ValueTask<Dictionary<TKey, TValue>> FromKeysAsync(
        IEnumerable<TKey> keys, TValue value, CancellationToken cancellationToken = default)
    {
        var sent = Hashable.ToList(keys, Client.Pickle);
        if (Exposes("fromkeys"))
        {
            return await ReadAsync<Dictionary<TKey, TValue>>("fromkeys", [sent, value], cancellationToken)
                .ConfigureAwait(false);
        }

        ThrowIfDisposed();
        return sent.Distinct().ToDictionary(key => key, _ => value);
    }

    /// <summary>A copy of the whole dict in one call. Calls the exposed method <c>copy</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">A key or value has another type.</exception>
    public ValueTask<Dictionary<TKey, TValue>> GetSnapshotAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<Dictionary<TKey, TValue>>(Request("copy"), cancellationToken);

    /// <summary>Deletes every key. Calls the exposed method <c>clear</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; they may be deleted all the same.</param>
    public ValueTask ClearAsync(CancellationToken cancellationToken = default) =>
        CallAsync(Request("clear"), cancellationToken);

    // A KeyError with a traceback is the server's own: the referent is gone.
    private static bool IsMissingKey(RemoteException error) =>
        error.PythonType == PythonTypes.KeyError && error.RemoteTraceback is null;

    private TKey Checked(TKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!typeof(TKey).IsPrimitive)
        {
            Hashable.ThrowIfNot(key, Client.Pickle);
        }

        return key;
    }

    private async ValueTask<Dictionary<TKey, TValue>> MergeAsync(
        string method, IEnumerable<KeyValuePair<TKey, TValue>> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        List<KeyValuePair<TKey, TValue>> others = [.. items];
        var sent = Hashable.ToDict(others, Client.Pickle);
        if (Exposes(method))
        {
            return await CallAsync<Dictionary<TKey, TValue>>(method, [sent], cancellationToken).ConfigureAwait(false);
        }

        var own = await GetSnapshotAsync(cancellationToken).ConfigureAwait(false);
        var merged = new Dictionary<TKey, TValue>();
        foreach (var (key, value) in method == "__or__" ? own.Concat(others) : others.Concat(own))
        {
            merged[key] = value;
        }

        return merged;
    }

    private async IAsyncEnumerable<KeyValuePair<TKey, TValue>> ReadChunksAsync(
        int chunkSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = await GetKeysAsync(cancellationToken).ConfigureAwait(false);
        foreach (var chunk in keys.Chunk(chunkSize))
        {
            var reading = chunk.Select(key => TryGetItemAsync(key, cancellationToken).AsTask());
            var values = await Task.WhenAll(reading).ConfigureAwait(false);
            for (var i = 0; i < chunk.Length; i++)
            {
                if (values[i].Found)
                {
                    yield return KeyValuePair.Create(chunk[i], values[i].Value!);
                }
            }
        }
    }
}
