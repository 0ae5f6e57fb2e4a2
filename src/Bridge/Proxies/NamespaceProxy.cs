using Bridge.Manager;

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
        return CallAsync<T>("__getattribute__", [name], cancellationToken);
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
        return CallAsync("__setattr__", [name, value], cancellationToken);
    }

    /// <summary>Deletes an attribute. Calls the exposed method <c>__delattr__</c>.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be deleted all the same.</param>
    /// <exception cref="RemoteException">There is no such attribute (<see cref="PythonTypes.AttributeError"/>).</exception>
    public ValueTask DeleteAttributeAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return CallAsync("__delattr__", [name], cancellationToken);
    }

    /// <summary>Reads all attributes at once, those that begin with <c>_</c> included.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<Dictionary<string, object?>> GetSnapshotAsync(CancellationToken cancellationToken = default) =>
        CallAsync<Dictionary<string, object?>>("__getattribute__", ["__dict__"], cancellationToken);
}
