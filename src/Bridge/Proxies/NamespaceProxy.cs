using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>Namespace</c> referent: shared attributes.</summary>
/// <remarks>Thread-safe. Python programs see each attribute as <c>ns.name</c>, except names that begin with <c>_</c>.</remarks>
public sealed class NamespaceProxy : Proxy
{
    internal NamespaceProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => "NamespaceProxy";

    /// <summary>Reads an attribute. Calls the exposed method <c>__getattribute__</c>.</summary>
    /// <typeparam name="T">The .NET type of the value.</typeparam>
    /// <param name="name">The attribute.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="RemoteException">There is no such attribute (<see cref="PythonTypes.AttributeError"/>).</exception>
    /// <exception cref="InvalidCastException">The value has another type.</exception>
    public ValueTask<T> GetAttributeAsync<T>(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ReadAsync<T>(Request("__getattribute__", name), cancellationToken);
    }

    /// <summary>Reads an attribute if it exists. Calls the exposed method <c>__getattribute__</c>.</summary>
    /// <typeparam name="T">The .NET type of the value.</typeparam>
    /// <param name="name">The attribute.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">The value has another type.</exception>
    public async ValueTask<(bool Found, T? Value)> TryGetAttributeAsync<T>(
        string name, CancellationToken cancellationToken = default)
    {
        try
        {
            return (true, await GetAttributeAsync<T>(name, cancellationToken).ConfigureAwait(false));
        }
        catch (RemoteException error) when (error.PythonType == PythonTypes.AttributeError)
        {
            return (false, default);
        }
    }

    /// <summary>Sets an attribute. Calls the exposed method <c>__setattr__</c>.</summary>
    /// <typeparam name="T">The .NET type of the value.</typeparam>
    /// <param name="name">The attribute.</param>
    /// <param name="value">Its new value.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be set all the same.</param>
    /// <exception cref="PicklingException">The value has no Python equivalent. Nothing was sent.</exception>
    public ValueTask SetAttributeAsync<T>(string name, T value, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return CallAsync(Request("__setattr__", name, value), cancellationToken);
    }

    /// <summary>Sets many attributes. Calls the exposed method <c>__setattr__</c> for each, without waiting in between.</summary>
    /// <remarks>Not atomic: who reads meanwhile may see some of them. The other attributes stay.</remarks>
    /// <param name="attributes">Names and values, set in this order.</param>
    /// <param name="cancellationToken">Cancels the wait for the answers; they may be set all the same.</param>
    /// <exception cref="ArgumentException">A name is empty. Nothing was sent.</exception>
    /// <exception cref="PicklingException">A value has no Python equivalent. Nothing was sent.</exception>
    public async ValueTask SetAttributesAsync(
        IEnumerable<KeyValuePair<string, object?>> attributes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        List<KeyValuePair<string, object?>> all = [.. attributes];
        foreach (var (name, value) in all)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            _ = PickleSerializer.Serialize(value, Client.Pickle); // all or nothing
        }

        await Task.WhenAll(all.Select(one => SetAttributeAsync(one.Key, one.Value, cancellationToken).AsTask()))
            .ConfigureAwait(false);
    }

    /// <summary>Sets the attributes that a record has. Calls <c>__setattr__</c> for each.</summary>
    /// <remarks>
    /// Names follow <see cref="PickleOptions.NamingPolicy"/>: <c>MaxRows</c> is <c>ns.max_rows</c>. Not atomic: who reads
    /// meanwhile may see some of them. The other attributes stay.
    /// </remarks>
    /// <typeparam name="TRecord">A record, or a dictionary with string keys.</typeparam>
    /// <param name="record">The values.</param>
    /// <param name="cancellationToken">Cancels the wait for the answers; they may be set all the same.</param>
    /// <exception cref="ArgumentException">The codec makes no dict of it. Nothing was sent.</exception>
    /// <exception cref="PicklingException">A value has no Python equivalent. Nothing was sent.</exception>
    public ValueTask SetRecordAsync<TRecord>(TRecord record, CancellationToken cancellationToken = default)
        where TRecord : notnull =>
        SetAttributesAsync(RecordAttributes.Of(record, Client.Pickle), cancellationToken);

    /// <summary>Reads all attributes at once as a record. Calls the exposed method <c>__getattribute__</c>.</summary>
    /// <remarks>
    /// Names follow <see cref="PickleOptions.NamingPolicy"/>. Attributes that the record lacks are left out; one that is
    /// missing is the default where the record allows it.
    /// </remarks>
    /// <typeparam name="TRecord">The record; or a dictionary with string keys.</typeparam>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="InvalidCastException">An attribute has another type, or is missing.</exception>
    public ValueTask<TRecord> GetRecordAsync<TRecord>(CancellationToken cancellationToken = default) =>
        ReadAsync<TRecord>(Request("__getattribute__", "__dict__"), cancellationToken);

    /// <summary>Deletes an attribute. Calls the exposed method <c>__delattr__</c>.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be deleted all the same.</param>
    /// <exception cref="RemoteException">There is no such attribute (<see cref="PythonTypes.AttributeError"/>).</exception>
    public ValueTask DeleteAttributeAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return CallAsync(Request("__delattr__", name), cancellationToken);
    }

    /// <summary>Reads all attributes at once, those that begin with <c>_</c> included.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<Dictionary<string, object?>> GetSnapshotAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<Dictionary<string, object?>>(Request("__getattribute__", "__dict__"), cancellationToken);
}
