using System.Collections.Concurrent;
using Bridge.Connections;
using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>Owns the references that come inside of values, on this manager or on others. Thread-safe.</summary>
/// <remarks>
/// A token may name another manager. CPython dials it with its process's authkey; this uses the key of the client
/// that read it.
/// </remarks>
internal sealed class NestedReferences(ManagerClient client, VerifiedCalls server) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ManagerAddress, Lazy<ManagerClient>> _others = new();
    private readonly ConcurrentDictionary<(ServerInfo, PythonGlobal, string), IReadOnlyList<string>> _methods = new();

    /// <summary>The client for the manager that a token names: this one, or one of its own for another address.</summary>
    public ManagerClient ClientOf(Token token)
    {
        if (PythonAddress.FromPython(token.Address) is not { } address || IsOwn(token.Address, address))
        {
            return client;
        }

        return _others.GetOrAdd(address, _ => new Lazy<ManagerClient>(() => client.ForAnother(Rewrite(address)))).Value;
    }

    /// <summary>Raises the count of a borrowed reference on its server, and learns its methods.</summary>
    /// <param name="reference">A reference of this client.</param>
    /// <param name="expected">The server that sent it; null for whichever is there.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="StaleProxyException">The referent is gone.</exception>
    public async Task OwnAsync(ProxyReference reference, ServerInfo? expected, CancellationToken cancellationToken)
    {
        var token = reference.Token;
        ServerInfo answered;
        try
        {
            (_, answered) = await server.CallAsync("incref", [token.Id], null, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException error) when (StaleProxies.IsUnknownIdent(error.RemoteTraceback, token.Id))
        {
            throw StaleProxies.Gone(token, client.Address, error);
        }

        reference.Own(answered);
        if (expected is not null && !ReferenceEquals(expected, answered))
        {
            reference.Dispose();
            throw StaleProxies.Replaced(token with { Server = expected }, answered, client.Address);
        }

        if (reference.NeedsMethods)
        {
            reference.SetMethods(await MethodsOfAsync(reference, cancellationToken).ConfigureAwait(false));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in _others.Values)
        {
            await other.Value.DisposeAsync().ConfigureAwait(false);
        }
    }

    // All proxies of one class under one typeid expose the same, so it is asked for once.
    private async Task<IReadOnlyList<string>> MethodsOfAsync(
        ProxyReference reference, CancellationToken cancellationToken)
    {
        var token = reference.Token;
        if (reference.ProxyClass is not { } proxyClass)
        {
            return await client.GetMethodsAsync(token.Id, cancellationToken).ConfigureAwait(false);
        }

        var key = (token.Server!, proxyClass, token.TypeId);
        if (!_methods.TryGetValue(key, out var methods))
        {
            methods = await client.GetMethodsAsync(token.Id, cancellationToken).ConfigureAwait(false);
            _methods.TryAdd(key, methods);
        }

        return methods;
    }

    private bool IsOwn(object? pythonAddress, ManagerAddress address) =>
        PythonEqualityComparer.Instance.Equals(pythonAddress, client.Server?.CanonicalAddress)
        || PythonAddress.AreAliases(address, client.Address)
        || PythonAddress.AreAliases(Rewrite(address), client.Address);

    private ManagerAddress Rewrite(ManagerAddress address) => client.Options.RewriteAddress?.Invoke(address) ?? address;
}
