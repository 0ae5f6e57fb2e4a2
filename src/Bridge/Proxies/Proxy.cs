using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Stands for a referent that lives in a manager server, and owns one reference to it.</summary>
/// <remarks>
/// <para>Thread-safe. Values travel as pickled copies: changing one after it was sent does not change the referent.</para>
/// <para>Disposal gives the reference back in the background; the referent lives on while others hold one. A proxy
/// that is never disposed gives it back when it is collected.</para>
/// <para>A proxy may be an argument, or stand inside of one, of a call on the same manager: Python reads a genuine
/// proxy there, and so does Bridge. CPython keeps a referent that was ever stored this way until the server ends.</para>
/// </remarks>
public abstract class Proxy : IAsyncDisposable, IPythonReducible
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private readonly ManagerClient _client;
    private readonly ProxyReference _reference;

    private protected Proxy(ManagerClient client, ProxyReference reference)
    {
        client.ProxyFactory ??= ProxyFactory.Instance;
        _client = client;
        _reference = reference;
    }

    /// <summary>Names the referent.</summary>
    public Token Token => _reference.Token;

    /// <summary>The methods that the server lets clients call.</summary>
    public IReadOnlyList<string> ExposedMethods => _reference.ExposedMethods;

    internal ManagerClient Client => _client;

    /// <summary>The reference that this proxy owns, alone or with others.</summary>
    internal ProxyReference Reference => _reference;

    /// <summary>The class in <c>multiprocessing.managers</c> that is this proxy in Python.</summary>
    private protected virtual string PythonClass => "AutoProxy";

    /// <summary>Gives the reference back, in the background. Calls on this proxy fail from now on.</summary>
    public virtual ValueTask DisposeAsync()
    {
        _reference.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    PythonObject IPythonReducible.Reduce(PickleOptions options)
    {
        ThrowIfDisposed();
        return ProxyPickle.Reduce(_reference, PythonClass, options);
    }

    /// <summary>The name of the typeid and of the referent.</summary>
    public override string ToString() => $"<{GetType().Name.Split('`')[0]}, typeid {Token.TypeId} at 0x{Token.Id}>";

    /// <summary>A call that the server answers at once.</summary>
    private protected async ValueTask<T> CallAsync<T>(
        string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken)
    {
        using var use = Use();
        var reply = await _client.CallQuickAsync<T>(Token, method, arguments, null, cancellationToken)
            .ConfigureAwait(false);
        return Results.Convert(reply, _client);
    }

    /// <summary>A quick call whose result does not matter.</summary>
    private protected async ValueTask CallAsync(
        string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken)
    {
        using var use = Use();
        var reply = await _client.CallQuickAsync<object?>(Token, method, arguments, null, cancellationToken)
            .ConfigureAwait(false);
        Results.Discard(reply);
    }

    /// <summary>A call that only reads: made again after a connection broke, as often as the options say.</summary>
    private protected async ValueTask<T> ReadAsync<T>(
        string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            try
            {
                return await CallAsync<T>(method, arguments, cancellationToken).ConfigureAwait(false);
            }
            catch (BridgeConnectionException) when (retry < _client.Options.ReadRetries)
            {
                await Task.Delay(FirstPause * Math.Pow(2, retry), cancellationToken).ConfigureAwait(false);
            }
        }
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
            var version = Token.Server?.PythonVersion is { } known ? $"CPython {known}" : "unknown version";
            throw new NotSupportedException(
                $"The {Token.TypeId} on this server ({version}) has no '{method}'; CPython {since} and newer have it.");
        }
    }

    /// <summary>Begins a call, which the reference must outlive.</summary>
    /// <exception cref="ObjectDisposedException">The proxy was disposed.</exception>
    internal ProxyUse Use()
    {
        ObjectDisposedException.ThrowIf(!_reference.TryEnter(), this);
        return new ProxyUse(_reference);
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(!_reference.IsOwned, this);
}
