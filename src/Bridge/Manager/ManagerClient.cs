using Bridge.Connections;
using Bridge.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Bridge.Manager;

/// <summary>The client end of a genuine CPython <c>BaseManager</c> or <c>SyncManager</c> server.</summary>
/// <remarks>
/// <para>Thread-safe: one client serves a whole program. The proxies are made by the extension methods in
/// <see cref="Proxies.ManagerClientExtensions"/>.</para>
/// <para>A connection that breaks fails the calls in flight, whose outcome is then unknown; the next call opens a new
/// one. The objects and the references to them live on in the server.</para>
/// <para>Disposal gives back the references of disposed proxies, for at most five seconds, and closes everything.</para>
/// </remarks>
public sealed class ManagerClient : IAsyncDisposable
{
    private readonly ServerConnections _server;
    private readonly ManagerClientOptions _options;
    private readonly ReferenceLedger _ledger;
    private readonly LaneSet _lanes;
    private readonly LeasePool _leases;
    private int _disposed;

    private ManagerClient(ManagerAddress address, AuthKey authKey, ManagerClientOptions options)
    {
        var logger = options.LoggerFactory.CreateLogger<ManagerClient>();
        AuthKey = authKey;
        _options = options;
        _server = new ServerConnections(address, authKey, options, logger);
        _ledger = new ReferenceLedger(_server, logger);
        _lanes = new LaneSet(_server, options.Lanes);
        _leases = new LeasePool(_server.OpenProxyConnectionAsync);
        Log.ClientCreated(logger, address);
    }

    /// <summary>Where the manager listens, as it was dialled.</summary>
    public ManagerAddress Address => _server.Address;

    /// <summary>The key both sides hold; it prints as <c>***</c>.</summary>
    internal AuthKey AuthKey { get; }

    internal ManagerClientOptions Options => _options;

    /// <summary>The connections that own an <c>RLock</c> or <c>Condition</c> now.</summary>
    internal FlowPins Pins { get; } = new();

    /// <summary>Connects to a running manager and checks that it answers, as <c>BaseManager.connect</c> does.</summary>
    /// <param name="address">Where the manager listens.</param>
    /// <param name="authKey">The manager's authkey.</param>
    /// <param name="options">Deadlines and limits; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the attempt; nothing is left behind.</param>
    /// <returns>The connected client.</returns>
    /// <exception cref="BridgeConnectionException">Nothing answers there in time.</exception>
    /// <exception cref="BridgeAuthenticationException">The authkeys differ.</exception>
    /// <exception cref="BridgeProtocolException">The other side is not a manager.</exception>
    public static async Task<ManagerClient> ConnectAsync(
        ManagerAddress address,
        AuthKey authKey,
        ManagerClientOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(authKey);
        var client = new ManagerClient(address, authKey, options ?? ManagerClientOptions.Default);
        try
        {
            await client._server.GreetAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks the server for an answer; calls its function <c>dummy</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait; nothing is left behind.</param>
    /// <exception cref="BridgeConnectionException">The server is gone.</exception>
    public Task PingAsync(CancellationToken cancellationToken = default) =>
        CallServerAsync("dummy", [], null, cancellationToken);

    /// <summary>How many objects with references live on the server; calls <c>number_of_objects</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait; nothing is left behind.</param>
    /// <exception cref="BridgeConnectionException">The server is gone.</exception>
    public async Task<int> GetObjectCountAsync(CancellationToken cancellationToken = default) =>
        await CallServerAsync("number_of_objects", [], null, cancellationToken).ConfigureAwait(false) is long count
            ? checked((int)count)
            : throw new BridgeProtocolException("The reply to 'number_of_objects' is not an int.");

    /// <summary>What lives on the server: each object with its type and its reference count.</summary>
    /// <remarks>
    /// Calls <c>debug_info</c>, which runs <c>str()</c> on every object while the server is locked, and then asks for
    /// the exposed methods of each to tell its type. For people and tests, not for loops.
    /// </remarks>
    /// <param name="cancellationToken">Cancels the wait; nothing is left behind.</param>
    /// <exception cref="BridgeConnectionException">The server is gone.</exception>
    public async Task<IReadOnlyList<ManagedObject>> GetObjectsAsync(CancellationToken cancellationToken = default)
    {
        var text = await CallServerAsync("debug_info", [], null, cancellationToken).ConfigureAwait(false) as string
            ?? throw new BridgeProtocolException("The reply to 'debug_info' is not a str.");
        var entries = DebugInfo.Parse(text);
        var objects = new ManagedObject[entries.Count];
        await Parallel.ForAsync(0, entries.Count, new ParallelOptions
        {
            MaxDegreeOfParallelism = 8,
            CancellationToken = cancellationToken,
        }, async (index, token) =>
        {
            var entry = entries[index];
            objects[index] = entry with
            {
                TypeName = DebugInfo.TypeOf(await GetMethodsAsync(entry.Id, token).ConfigureAwait(false), entry.Text),
            };
        }).ConfigureAwait(false);
        return objects;
    }

    /// <summary>Ends the server process; calls <c>shutdown</c>. All its objects are lost.</summary>
    /// <param name="cancellationToken">Cancels the wait; the server may end all the same.</param>
    /// <exception cref="BridgeConnectionException">The server is gone already.</exception>
    public Task ShutdownServerAsync(CancellationToken cancellationToken = default) =>
        CallServerAsync("shutdown", [], null, cancellationToken);

    /// <summary>Gives back references and closes every connection. Calls in flight fail.</summary>
    public async ValueTask DisposeAsync()
    {
        await Pins.DisposeAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _ledger.DisposeAsync().ConfigureAwait(false);
        await _lanes.DisposeAsync().ConfigureAwait(false);
        await _leases.DisposeAsync().ConfigureAwait(false);
        _server.Dispose();
    }

    /// <summary>Creates a referent; the caller owns the reference that the reply brings.</summary>
    internal async Task<ProxyReference> CreateReferentAsync(
        string typeId,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        var reply = await CallServerAsync("create", [typeId, .. arguments], keywords, cancellationToken)
            .ConfigureAwait(false);
        return ProxyReference.FromCreate(typeId, reply);
    }

    /// <summary>Queues the decref of one reference.</summary>
    internal void Release(Token token) => _ledger.Release(token);

    /// <summary>A call that never waits on the server, on the lane of the referent.</summary>
    /// <remarks>Canceled after it was written, it may still run; its reply is discarded.</remarks>
    internal async ValueTask<Reply<T>> CallQuickAsync<T>(
        Token token,
        string method,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        using var deadline = CallDeadline.Start(_options.CallTimeout, cancellationToken);
        var request = Request.Call(token.Id, method, arguments, keywords, _options.Pickle);
        try
        {
            var lane = await _lanes.GetAsync(token, deadline.Token).ConfigureAwait(false);
            var sent = request;
            request = null; // the lane owns it now, and may still write it after we gave up
            using var reply = await lane.CallAsync(sent, deadline.Token).ConfigureAwait(false);
            return Reply<T>.Read(reply.BodySpan, _options.Pickle).ThrowIfError();
        }
        catch (OperationCanceledException error) when (deadline.HasPassed)
        {
            throw deadline.Expired(method, Address, error);
        }
        finally
        {
            request?.Dispose();
        }
    }

    /// <summary>A connection of one's own, for calls that wait on the server.</summary>
    internal ValueTask<Lease> LeaseAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return _leases.LeaseAsync(cancellationToken);
    }

    /// <summary>A call on a leased connection. Canceled in flight, the connection is not used again.</summary>
    internal async ValueTask<Reply<T>> CallLeasedAsync<T>(
        Lease lease,
        Token token,
        string method,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        using var request = Request.Call(token.Id, method, arguments, keywords, _options.Pickle);
        lease.MarkBusy();
        await lease.Connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        using var reply = await lease.Connection.ReceiveAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new BridgeConnectionException(
                $"The manager at {Address} closed the connection during '{method}'; it ended or was killed.");
        lease.MarkReusable();
        return Reply<T>.Read(reply.BodySpan, _options.Pickle).ThrowIfError();
    }

    private async Task<IReadOnlyList<string>> GetMethodsAsync(string ident, CancellationToken cancellationToken)
    {
        try
        {
            var token = new Token("", null, ident).ToPython();
            var methods = await CallServerAsync("get_methods", [token], null, cancellationToken).ConfigureAwait(false);
            return methods is IEnumerable<object?> names ? [.. names.OfType<string>()] : [];
        }
        catch (RemoteException)
        {
            return []; // gone since debug_info listed it
        }
    }

    private async Task<object?> CallServerAsync(
        string function,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        using var deadline = CallDeadline.Start(_options.CallTimeout, cancellationToken);
        try
        {
            return await _server.CallServerAsync(function, arguments, keywords, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (deadline.HasPassed)
        {
            throw deadline.Expired(function, Address, error);
        }
    }
}
