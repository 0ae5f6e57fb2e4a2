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

    /// <summary>
    /// The client for the manager that a token names: this one, or one of its own for another address; null for an
    /// address that cannot be dialled.
    /// </summary>
    public ManagerClient? ClientOf(Token token)
    {
        if (token.Address is null
            || PythonEqualityComparer.Instance.Equals(token.Address, client.Server?.CanonicalAddress))
        {
            return client;
        }

        if (PythonAddress.FromPython(token.Address) is not { } address)
        {
            return null;
        }

        var dialled = client.Options.RewriteAddress?.Invoke(address) ?? address;
        return PythonAddress.AreAliases(dialled, client.Address)
            ? client
            : _others.GetOrAdd(dialled, _ => new Lazy<ManagerClient>(() => client.ForAnother(dialled))).Value;
    }

    /// <summary>Raises the count of a borrowed reference on its server, and learns its methods.</summary>
    /// <param name="reference">A reference of this client.</param>
    /// <param name="expected">The server that sent it; null for whichever is there.</param>
    /// <exception cref="StaleProxyException">The referent is gone.</exception>
    public async Task OwnAsync(ProxyReference reference, ServerInfo? expected)
    {
        var token = reference.Token;
        ServerInfo answered;
        try
        {
            (_, answered) = await server.CallAsync("incref", [token.Id], null, CancellationToken.None).ConfigureAwait(false);
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
            reference.SetMethods(await MethodsOfAsync(reference).ConfigureAwait(false));
        }
    }

    /// <summary>Queues a decref for everything that is held on other managers.</summary>
    public void ReleaseAll()
    {
        foreach (var other in _others.Values.Where(other => other.IsValueCreated))
        {
            other.Value.ReleaseAll();
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
    private async Task<IReadOnlyList<string>> MethodsOfAsync(ProxyReference reference)
    {
        var token = reference.Token;
        if (reference.ProxyClass is not { } proxyClass)
        {
            return await client.GetMethodsAsync(token.Id, CancellationToken.None).ConfigureAwait(false);
        }

        var key = (token.Server!, proxyClass, token.TypeId);
        if (!_methods.TryGetValue(key, out var methods))
        {
            methods = await client.GetMethodsAsync(token.Id, CancellationToken.None).ConfigureAwait(false);
            _methods.TryAdd(key, methods);
        }

        return methods;
    }
}
