using System.Collections.Concurrent;
using Bridge.Connections;
using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>
/// The managers whose proxies pass between Python and .NET inside of one process, where each brings the key of its
/// manager along: <c>authkey</c> among the keywords of <c>RebuildProxy</c>. Thread-safe.
/// </summary>
internal sealed class PassedManagers : IAsyncDisposable
{
    /// <summary>The keyword.</summary>
    public const string AuthKey = "authkey";

    private readonly ConcurrentDictionary<(ManagerAddress Address, AuthKey Key), Lazy<ManagerClient>> _clients = new();
    private readonly IProxyFactory _factory;

    public PassedManagers(IProxyFactory factory)
    {
        _factory = factory;
        Pickle = PickleOptions.Default with
        {
            Owner = this,
            KnownReducers = PickleOptions.Default.KnownReducers.With(
                ProxyReducer.Callable, new ProxyReducer(ClientOf, () => factory)),
        };
    }

    /// <summary>The codec of what passes.</summary>
    public PickleOptions Pickle { get; }

    /// <summary>Gives back all references, and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        var clients = _clients.Values.Where(client => client.IsValueCreated).Select(client => client.Value).ToArray();
        await Task.WhenAll(Array.ConvertAll(clients, client =>
        {
            client.ReleaseAll();
            return client.DisposeAsync().AsTask();
        })).ConfigureAwait(false);
    }

    private ManagerClient? ClientOf(Token token, PythonDict keywords)
    {
        if (!keywords.TryGetValue(AuthKey, out var value) || value is not byte[] bytes
            || PythonAddress.FromPython(token.Address) is not { } address)
        {
            return null;
        }

        return _clients.GetOrAdd(
            (address, new AuthKey(bytes)),
            manager => new Lazy<ManagerClient>(() => Prepare(manager.Address, manager.Key))).Value;
    }

    private ManagerClient Prepare(ManagerAddress address, AuthKey key)
    {
        var client = ManagerClient.Prepare(address, key, ManagerClientOptions.Default);
        client.ProxyFactory = _factory;
        return client;
    }
}
