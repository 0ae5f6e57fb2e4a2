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
/// <param name="module">Python's half.</param>
/// <param name="toPython">Makes the Python object of a plain value.</param>
/// <param name="loggerFactory">Where the clients made here log.</param>
internal sealed class PythonManagers(PyObject module, Func<object, PyObject> toPython, ILoggerFactory loggerFactory)
    : IAsyncDisposable
{
    private readonly PyObject _attach = module.GetAttr("attach");
    private readonly PyObject _detach = module.GetAttr("detach");
    private readonly ConcurrentDictionary<object, Known> _byAddress = new(PythonEqualityComparer.Instance!);
    private readonly ConcurrentDictionary<ManagerClient, PythonTuple> _attached = new();
    private readonly ConcurrentDictionary<ManagerClient, bool> _made = new();

    /// <summary>The client of the manager that a token names.</summary>
    public ManagerClient? ClientOf(Token token) =>
        token.Address is { } address && _byAddress.TryGetValue(address, out var known) && !IsDisposed(known.Client)
            ? known.Client
            : null;

    /// <summary>Makes the manager of a client known to Python. Needs the GIL.</summary>
    public void Attach(ManagerClient client)
    {
        if (_attached.ContainsKey(client))
        {
            return;
        }

        ForgetDisposed();
        var identity = ProxyPickler.Identify(client);
        var known = new Known(client, (byte[])identity[2]!);
        _byAddress.AddOrUpdate(identity[0]!, known, (_, old) => old.IsReplacedBy(known) ? known : old);
        _byAddress[identity[1]!] = known; // this is how its proxies go out
        using var parts = toPython(identity);
        using var canonical = parts[0];
        using var dialed = parts[1];
        using var key = parts[2];
        _attach.Invoke(canonical, dialed, key).Dispose();
        _attached[client] = identity; // only now: another thread may take Python's turn before
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
            using var bytes = PythonBytes.Of(key);
            var (found, name) = Read(address);
            if (_byAddress.TryGetValue(name, out var known) && !IsDisposed(known.Client) && bytes.Span.SequenceEqual(known.Key))
            {
                continue;
            }

            var authKey = new AuthKey(bytes.Span);
            var options = ManagerClientOptions.Default with { LoggerFactory = loggerFactory };
            var client = Gil.Without(() => ManagerClient.ConnectAsync(found, authKey, options).GetAwaiter().GetResult());
            _made[client] = true;
            _byAddress[name] = new Known(client, authKey.ToArray());
            Attach(client);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _made.Keys)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }

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

    private static bool IsDisposed(ManagerClient client) => client.State == ManagerClientState.Disposed;

    // A program may use one manager after the other.
    private void ForgetDisposed()
    {
        foreach (var (client, identity) in _attached)
        {
            if (!IsDisposed(client) || !_attached.TryRemove(client, out _))
            {
                continue;
            }

            _made.TryRemove(client, out _);
            using var parts = toPython(identity);
            for (var i = 0; i < 2; i++)
            {
                if (_byAddress.TryGetValue(identity[i]!, out var known) && ReferenceEquals(known.Client, client)
                    && _byAddress.TryRemove(KeyValuePair.Create(identity[i]!, known)))
                {
                    using var address = parts[i];
                    _detach.Invoke(address).Dispose();
                }
            }
        }
    }

    private sealed record Known(ManagerClient Client, byte[] Key)
    {
        // Another server may have come to its address, with another key.
        public bool IsReplacedBy(Known other) => IsDisposed(Client) || !Key.AsSpan().SequenceEqual(other.Key);
    }
}
