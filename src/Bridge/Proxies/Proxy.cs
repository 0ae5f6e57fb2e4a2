using Bridge.Connections;
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

    /// <summary>The request of a call without arguments.</summary>
    private protected FrameBuffer Request(string method) => Manager.Request.Call(Token.Id, method, _client.Pickle);

    /// <summary>The request of a call.</summary>
    /// <exception cref="PicklingException">An argument has no Python equivalent.</exception>
    private protected FrameBuffer Request<T>(string method, T argument) =>
        Manager.Request.Call(Token.Id, method, argument, _client.Pickle);

    /// <inheritdoc cref="Request{T}(string, T)"/>
    private protected FrameBuffer Request<T1, T2>(string method, T1 first, T2 second) =>
        Manager.Request.Call(Token.Id, method, first, second, _client.Pickle);

    /// <summary>A call that the server answers at once.</summary>
    /// <param name="request">The request, which the call disposes.</param>
    /// <param name="cancellationToken">Withdraws it where it was not sent yet; ends the wait for the answer where it was.</param>
    private protected ValueTask<T> CallAsync<T>(FrameBuffer request, CancellationToken cancellationToken) =>
        QuickCalls.StartAsync<T>(this, request, takes: false, cancellationToken);

    /// <summary>A quick call whose result does not matter.</summary>
    private protected ValueTask CallAsync(FrameBuffer request, CancellationToken cancellationToken) =>
        QuickCalls.StartAsync(this, request, cancellationToken);

    /// <summary>A quick call that takes something: once sent, its answer is waited for.</summary>
    private protected ValueTask<T> TakeAsync<T>(FrameBuffer request, CancellationToken cancellationToken) =>
        QuickCalls.StartAsync<T>(this, request, takes: true, cancellationToken);

    /// <summary>A call that the server answers at once.</summary>
    private protected ValueTask<T> CallAsync<T>(
        string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken) =>
        CallAsync<T>(Manager.Request.CallMany(Token.Id, method, arguments, null, _client.Pickle), cancellationToken);

    /// <summary>A quick call whose result does not matter.</summary>
    private protected ValueTask CallAsync(
        string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken) =>
        CallAsync(Manager.Request.CallMany(Token.Id, method, arguments, null, _client.Pickle), cancellationToken);

    /// <summary>A call that only reads: made again after a connection broke, as often as the options say.</summary>
    private protected ValueTask<T> ReadAsync<T>(
        string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken) =>
        ReadAsync<T>(Manager.Request.CallMany(Token.Id, method, arguments, null, _client.Pickle), cancellationToken);

    /// <inheritdoc cref="ReadAsync{T}(string, IReadOnlyList{object}, CancellationToken)"/>
    private protected ValueTask<T> ReadAsync<T>(FrameBuffer request, CancellationToken cancellationToken) =>
        _client.Options.ReadRetries == 0
            ? CallAsync<T>(request, cancellationToken)
            : RetryAsync<T>(request, cancellationToken);

    private async ValueTask<T> RetryAsync<T>(FrameBuffer request, CancellationToken cancellationToken)
    {
        using var original = request;
        for (var retry = 0; ; retry++)
        {
            try
            {
                return await CallAsync<T>(FrameBuffer.Of(original.BodySpan), cancellationToken).ConfigureAwait(false);
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
