using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Stands for a referent that lives in a manager server, and owns one reference to it.</summary>
/// <remarks>
/// <para>Thread-safe. Values travel as pickled copies: changing one after it was sent does not change the referent.</para>
/// <para>Disposal gives the reference back in the background; the referent lives on while others hold one. A proxy
/// that is never disposed gives it back when it is collected.</para>
/// </remarks>
public abstract class Proxy : IAsyncDisposable
{
    private readonly ManagerClient _client;
    private readonly ProxyReference _reference;
    private int _released;

    private protected Proxy(ManagerClient client, ProxyReference reference)
    {
        _client = client;
        _reference = reference;
    }

    /// <summary>Queues the decref of a proxy that nobody disposed.</summary>
    ~Proxy() => Release();

    /// <summary>Names the referent.</summary>
    public Token Token => _reference.Token;

    /// <summary>The methods that the server lets clients call.</summary>
    public IReadOnlyList<string> ExposedMethods => _reference.ExposedMethods;

    private protected ManagerClient Client => _client;

    /// <summary>The class in <c>multiprocessing.managers</c> that is this proxy in Python.</summary>
    private protected virtual string PythonClass => "AutoProxy";

    /// <summary>Gives the reference back, in the background. Calls on this proxy fail from now on.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Release();
        return ValueTask.CompletedTask;
    }

    /// <summary>The name of the typeid and of the referent.</summary>
    public override string ToString() => $"<{GetType().Name.Split('`')[0]}, typeid {Token.TypeId} at 0x{Token.Id}>";

    /// <summary>A call that the server answers at once.</summary>
    private protected async ValueTask<T> CallAsync<T>(
        string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        var reply = await _client.CallQuickAsync<T>(Token, method, arguments, null, cancellationToken)
            .ConfigureAwait(false);
        GC.KeepAlive(this); // the reference must outlive the call
        return Results.Convert(reply, _client);
    }

    /// <summary>A quick call whose result does not matter.</summary>
    private protected async ValueTask CallAsync(
        string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        var reply = await _client.CallQuickAsync<object?>(Token, method, arguments, null, cancellationToken)
            .ConfigureAwait(false);
        GC.KeepAlive(this);
        Results.Discard(reply, _client);
    }

    /// <summary>Whether the server lets clients call a method; newer servers expose more.</summary>
    private protected bool Exposes(string method) => ExposedMethods.Contains(method);

    /// <summary>Refuses a method that this server does not have.</summary>
    /// <param name="method">The exposed method that would be called.</param>
    /// <param name="since">The CPython version that has it: <c>"3.14"</c>.</param>
    /// <exception cref="NotSupportedException">The method is not exposed.</exception>
    private protected void ThrowIfNotExposed(string method, string since)
    {
        if (!Exposes(method))
        {
            throw new NotSupportedException(
                $"The {Token.TypeId} on this server has no '{method}'; CPython {since} and newer have it.");
        }
    }

    private protected void ThrowIfDisposed() =>
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _released) != 0, this);

    private void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            _client.Release(Token);
        }
    }
}
