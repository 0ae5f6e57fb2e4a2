using System.Collections.Concurrent;
using System.Text;
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;
using Microsoft.Extensions.Logging;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>The managers that both sides know: their clients here, and their authkeys in Python. Thread-safe.</summary>
/// <param name="attach">Python's function of that name.</param>
/// <param name="toPython">Makes the Python object of a plain value.</param>
/// <param name="loggerFactory">Where the clients made here log.</param>
internal sealed class PythonManagers(PyObject attach, Func<object, PyObject> toPython, ILoggerFactory loggerFactory) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<object, ManagerClient> _clients = new(PythonEqualityComparer.Instance!);
    private readonly ConcurrentDictionary<ManagerClient, bool> _known = new();
    private readonly ConcurrentBag<ManagerClient> _made = [];

    /// <summary>The client of the manager that a token names.</summary>
    public ManagerClient? ClientOf(Token token) =>
        token.Address is { } address && _clients.TryGetValue(address, out var client) && !IsDisposed(client) ? client : null;

    /// <summary>Makes the manager of a client known to Python. Needs the GIL.</summary>
    public void Attach(ManagerClient client)
    {
        if (!_known.TryAdd(client, true))
        {
            return;
        }

        var identity = ProxyPickler.Identify(client);
        foreach (var address in (object[])[identity[0]!, identity[1]!])
        {
            _clients.AddOrUpdate(address, client, (_, known) => IsDisposed(known) ? client : known);
        }

        using var parts = toPython(identity);
        using var canonical = parts[0];
        using var dialed = parts[1];
        using var key = parts[2];
        attach.Invoke(canonical, dialed, key).Dispose();
    }

    /// <summary>Connects to the managers of Python's proxies that have no client here yet. Needs the GIL, and gives it up.</summary>
    /// <param name="proxies">Pairs of address and authkey.</param>
    public void Learn(PyObject proxies)
    {
        for (var i = 0; i < proxies.Length(); i++)
        {
            using var pair = proxies[i];
            using var address = pair[0];
            using var key = pair[1];
            var (found, name) = Read(address);
            if (_clients.TryGetValue(name, out var known) && !IsDisposed(known))
            {
                continue;
            }

            using var bytes = PythonBytes.Of(key);
            var authKey = new AuthKey(bytes.Span);
            var options = ManagerClientOptions.Default with { LoggerFactory = loggerFactory };
            var client = Gil.Without(() => ManagerClient.ConnectAsync(found, authKey, options).GetAwaiter().GetResult());
            _made.Add(client);
            _clients[name] = client;
            Attach(client);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _made)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static bool IsDisposed(ManagerClient client) => client.State == ManagerClientState.Disposed;

    /// <summary>An address as Python has it: (host, port), a path, or the name of an abstract socket.</summary>
    public static object ToPython(ManagerAddress address) => address.Family switch
    {
        ManagerAddressFamily.Tcp => new PythonTuple(address.Host, (long)address.Port),
        ManagerAddressFamily.AbstractSocket => Encoding.UTF8.GetBytes("\0" + address.Path),
        _ => address.Path!,
    };

    /// <summary>Reads an address of Python's. Needs the GIL.</summary>
    public static (ManagerAddress Address, object Name) Read(PyObject address)
    {
        if (PyTuple.IsTupleType(address))
        {
            using var host = address[0];
            using var port = address[1];
            var (name, number) = (host.As<string>(), port.As<int>());
            return (ManagerAddress.Tcp(name, number), new PythonTuple(name, (long)number));
        }

        if (PyString.IsStringType(address))
        {
            var path = address.As<string>();
            return path switch
            {
                ['\0', .. var name] => (ManagerAddress.AbstractSocket(name), path),
                ['\\', '\\', ..] => (ManagerAddress.NamedPipe(path), path),
                _ => (ManagerAddress.UnixSocket(path), path),
            };
        }

        using var bytes = PythonBytes.Of(address);
        return (ManagerAddress.AbstractSocket(Encoding.UTF8.GetString(bytes.Span[1..])), bytes.Span.ToArray());
    }
}
