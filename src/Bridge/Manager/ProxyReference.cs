using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>A reference to a referent: who owns one owes exactly one decref.</summary>
/// <remarks>
/// Begins as borrowed, and is of no use until it is owned. All proxies that share it end when one releases it;
/// when all are collected, it is released then. The decref waits for the calls under way: the server may give the
/// ident to another object at once. Thread-safe.
/// </remarks>
internal sealed class ProxyReference : IDisposable
{
    private const int Borrowed = int.MinValue;
    private const int Released = 1 << 30;

    // Borrowed, or the number of calls under way, with the flag Released once no more may begin.
    private int _state = Borrowed;

    /// <summary>A borrowed reference.</summary>
    /// <param name="client">The client of the manager that has the referent.</param>
    /// <param name="token">Names the referent.</param>
    /// <param name="exposed">The exposed methods; null when they are to be asked for.</param>
    /// <param name="proxyClass">The Python class of the proxy, where it came pickled.</param>
    public ProxyReference(
        ManagerClient client, Token token, IReadOnlyList<string>? exposed, PythonGlobal? proxyClass = null)
    {
        Client = client;
        Token = token;
        ExposedMethods = exposed ?? [];
        NeedsMethods = exposed is null;
        ProxyClass = proxyClass;
    }

    /// <summary>Queues the decref of a reference that nobody released.</summary>
    ~ProxyReference() => Dispose();

    public ManagerClient Client { get; }

    public Token Token { get; private set; }

    public IReadOnlyList<string> ExposedMethods { get; private set; }

    /// <summary>The Python class of the proxy, where it came pickled; null otherwise.</summary>
    public PythonGlobal? ProxyClass { get; }

    /// <summary>Whether the exposed methods did not come with it.</summary>
    public bool NeedsMethods { get; private set; }

    /// <summary>Whether it is a means of Bridge itself, whose calls nobody wants to see among those of the program.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Whether calls may be made.</summary>
    public bool IsOwned => (Volatile.Read(ref _state) & (Borrowed | Released)) == 0;

    /// <summary>Reads the payload of <c>#PROXY</c>: (exposed, token). The reply brought a count with it.</summary>
    /// <exception cref="BridgeProtocolException">The payload is something else.</exception>
    public static ProxyReference FromPython(ManagerClient client, object? payload) =>
        payload is PythonTuple { Count: 2 } pair
            ? new ProxyReference(client, Token.FromPython(pair[1]), ReadExposed(pair[0]))
            : throw new BridgeProtocolException("The payload of #PROXY is not the pair (exposed, token).");

    /// <summary>Reads the reply to <c>create</c>: (ident, exposed). The reply brought a count with it.</summary>
    /// <exception cref="BridgeProtocolException">The reply is something else.</exception>
    public static ProxyReference FromCreate(ManagerClient client, string typeId, object? payload) =>
        payload is PythonTuple { Count: 2 } pair && pair[0] is string id
            ? new ProxyReference(client, new Token(typeId, null, id), ReadExposed(pair[1]))
            : throw new BridgeProtocolException("The reply to 'create' is not the pair (ident, exposed).");

    /// <summary>The names in a sequence, each once: the server may send duplicates.</summary>
    /// <exception cref="BridgeProtocolException">It is no sequence.</exception>
    public static string[] ReadExposed(object? names) =>
        names is IEnumerable<object?> sequence
            ? [.. sequence.OfType<string>().Distinct(StringComparer.Ordinal)]
            : throw new BridgeProtocolException("The exposed methods are not a sequence of names.");

    /// <summary>Says that the count on this server was raised for us.</summary>
    public ProxyReference Own(ServerInfo server)
    {
        Token = Token with { Server = server };
        Client.Hold(Token);
        Volatile.Write(ref _state, 0);
        return this;
    }

    public void SetMethods(IReadOnlyList<string> exposed)
    {
        ExposedMethods = exposed;
        NeedsMethods = false;
    }

    /// <summary>Begins a call; false when it was released. <see cref="Exit"/> ends it.</summary>
    public bool TryEnter()
    {
        var state = Volatile.Read(ref _state);
        while ((state & (Borrowed | Released)) == 0)
        {
            var found = Interlocked.CompareExchange(ref _state, state + 1, state);
            if (found == state)
            {
                return true;
            }

            state = found;
        }

        return false;
    }

    /// <summary>Ends a call.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref _state) == Released)
        {
            Client.Release(Token);
        }
    }

    /// <summary>
    /// Queues the decref, once, when the last call under way has ended. Never blocks and never throws; safe in a
    /// finalizer.
    /// </summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (Interlocked.Or(ref _state, Released) == 0)
        {
            Client.Release(Token);
        }
    }
}
