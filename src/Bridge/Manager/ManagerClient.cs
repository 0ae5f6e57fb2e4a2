using Bridge.Connections;
using Bridge.Diagnostics;
using Bridge.Pickle;
using Microsoft.Extensions.Logging;

namespace Bridge.Manager;

/// <summary>The client end of a genuine CPython <c>BaseManager</c> or <c>SyncManager</c> server.</summary>
/// <remarks>
/// <para>Thread-safe: one client serves a whole program. The proxies are made by the extension methods in
/// <see cref="Proxies.ManagerClientExtensions"/>.</para>
/// <para>A connection that breaks fails the calls in flight, whose outcome is then unknown; the next call opens a new
/// one. The objects and the references to them live on in the server. If another server process answers there, the
/// proxies made before throw <see cref="StaleProxyException"/>, and nothing is sent for them.</para>
/// <para>Disposal gives back the references of disposed proxies, until the server has not answered for five seconds and
/// for at most thirty, and closes everything. A program that ends without disposing gives back all that it holds, for at
/// most two.</para>
/// </remarks>
public sealed class ManagerClient : IAsyncDisposable
{
    private static readonly TimeSpan ExitTime = TimeSpan.FromSeconds(2);

    // Enough for a slice: whoever waits for an item gets the one that it brings.
    private static readonly TimeSpan DrainTime = SliceDeadline.Slice + TimeSpan.FromSeconds(1);

    private readonly ManagerClientOptions _options;
    private readonly PickleOptions _pickle;
    private readonly ServerWatch _watch;
    private readonly ServerConnections _server;
    private readonly LaneSet _lanes;
    private readonly LeasePool _leases;
    private readonly VerifiedCalls _verified;
    private readonly ReferenceLedger _ledger;
    private readonly NestedReferences _nested;
    private readonly ServerInspector _inspector;
    private readonly ServerSampler _sampler;
    private readonly EventHandler _atExit;
    private int _disposed;

    private ManagerClient(ManagerAddress address, AuthKey authKey, ManagerClientOptions options)
    {
        var logger = options.LoggerFactory.CreateLogger<ManagerClient>();
        AuthKey = authKey;
        _options = options;
        _pickle = options.Pickle with
        {
            Owner = this,
            KnownReducers = options.Pickle.KnownReducers.With(
                ProxyReducer.Callable, new ProxyReducer((token, _) => ClientOf(token), () => ProxyFactory)),
        };
        _watch = new ServerWatch(this, logger);
        Meter = new ClientMeter(address.Host ?? address.Path ?? "", address.Port, () => _ledger?.Held.Count ?? 0);
        _server = new ServerConnections(address, authKey, options, _pickle, _watch, Meter, logger);
        _lanes = new LaneSet(_server, options, _watch);
        _leases = new LeasePool(
            _server.OpenProxyConnectionAsync, isOutdated: connection => !ReferenceEquals(connection.Peer, _watch.Current));
        _verified = new VerifiedCalls(_server, _lanes, options.CallTimeout);
        _ledger = new ReferenceLedger(_verified, options.ReleasePatience, logger);
        _nested = new NestedReferences(this, _verified);
        Replies = new ReplyReader(this);
        _inspector = new ServerInspector(
            (function, arguments, token) => CallServerAsync(function, arguments, null, token), _lanes, _pickle);
        _sampler = new ServerSampler(_lanes, _inspector, _pickle);
        _atExit = ReleaseAtExit(new WeakReference<ManagerClient>(this));
        AppDomain.CurrentDomain.ProcessExit += _atExit;
        Instruments.Clients.Add(Meter);
        Log.ClientCreated(logger, address);
    }

    /// <summary>Where the manager listens, as it was dialled.</summary>
    public ManagerAddress Address => _server.Address;

    /// <summary>The server process that was reached last.</summary>
    public ServerInfo? Server => _watch.Current;

    /// <summary>How the client stands with its server, as far as the last call told.</summary>
    public ManagerClientState State => _watch.State;

    /// <summary>Raised when a connection broke, when one was opened again, when another server process answers there.</summary>
    /// <remarks>In order, on a thread of the pool. A break is noticed by the next call at the latest.</remarks>
    public event EventHandler<ManagerClientStateChangedEventArgs>? StateChanged
    {
        add => _watch.Changed += value;
        remove => _watch.Changed -= value;
    }

    /// <summary>The key both sides hold; it prints as <c>***</c>.</summary>
    internal AuthKey AuthKey { get; }

    internal ManagerClientOptions Options => _options;

    /// <summary>What is measured of this client.</summary>
    internal ClientMeter Meter { get; }

    /// <summary>Reads what the server answered.</summary>
    internal ReplyReader Replies { get; }

    /// <summary>The codec of this client, which knows proxies.</summary>
    internal PickleOptions Pickle => _pickle;

    /// <summary>Makes proxies for nested references. Set by the layer that has them.</summary>
    internal IProxyFactory? ProxyFactory { get; set; }

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
            await client._lanes.GetAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Connects to the manager that the environment names, as a parent process hands it over.</summary>
    /// <remarks>
    /// <c>BRIDGE_ADDRESS</c> is the address, in the form of <see cref="ManagerAddress.Parse"/>.
    /// <c>BRIDGE_AUTHKEY_FILE</c> names the file whose content is the authkey, without a line end; <c>-</c> takes the
    /// first line of standard input, and <c>BRIDGE_AUTHKEY</c>, the key as text, is the last resort: other users may
    /// see the environment of a process.
    /// </remarks>
    /// <param name="options">Deadlines and limits; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the attempt; nothing is left behind.</param>
    /// <exception cref="InvalidOperationException">A variable is missing, or says nothing of use.</exception>
    /// <exception cref="BridgeConnectionException">Nothing answers there in time.</exception>
    /// <exception cref="BridgeAuthenticationException">The authkeys differ.</exception>
    /// <exception cref="BridgeProtocolException">The other side is not a manager.</exception>
    public static Task<ManagerClient> ConnectFromEnvironmentAsync(
        ManagerClientOptions? options = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(HandedOver.Address(), HandedOver.AuthKey(), options, cancellationToken);

    /// <summary>A client that connects when it is used first.</summary>
    internal static ManagerClient Prepare(ManagerAddress address, AuthKey authKey, ManagerClientOptions options) =>
        new(address, authKey, options);

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
    public async Task<IReadOnlyList<ManagedObject>> GetObjectsAsync(CancellationToken cancellationToken = default) =>
        await _inspector.GetObjectsAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>What lives on the server, what this client holds of it, and what stays for good.</summary>
    /// <remarks>As <see cref="GetObjectsAsync"/>. References that are being given back may still be counted.</remarks>
    /// <param name="cancellationToken">Cancels the wait; nothing is left behind.</param>
    /// <exception cref="BridgeConnectionException">The server is gone.</exception>
    public Task<Census> CensusAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return _inspector.TakeCensusAsync(_ledger.Held, cancellationToken);
    }

    /// <summary>What the server is doing now: its objects with their sizes, its connections, its processor time.</summary>
    /// <remarks>
    /// Cheap, and fit for loops: two round trips, no code of a user's class, no lock of an object, no reference. A server
    /// that does not answer questions about itself is read as by <see cref="GetObjectsAsync"/>, without sizes.
    /// </remarks>
    /// <param name="cancellationToken">Cancels the wait; nothing is left behind.</param>
    /// <exception cref="BridgeConnectionException">The server is gone.</exception>
    public Task<ServerSample> SampleAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return _sampler.TakeAsync(cancellationToken);
    }

    /// <summary>Ends the server process; calls <c>shutdown</c>. All its objects are lost.</summary>
    /// <param name="cancellationToken">Cancels the wait; the server may end all the same.</param>
    /// <exception cref="BridgeConnectionException">The server is gone already.</exception>
    public Task ShutdownServerAsync(CancellationToken cancellationToken = default) =>
        CallServerAsync("shutdown", [], null, cancellationToken);

    /// <summary>Gives back references and closes every connection.</summary>
    /// <remarks>
    /// New calls are refused at once, and waits end after their running slice. Calls that the server does not answer
    /// within 1.25 seconds fail with <see cref="BridgeConnectionException"/>.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        await Pins.DisposeAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        AppDomain.CurrentDomain.ProcessExit -= _atExit;
        _watch.Close();
        await Task.WhenAny(Task.WhenAll(_lanes.DrainAsync(), _leases.DrainAsync()), Task.Delay(DrainTime))
            .ConfigureAwait(false);
        await _nested.DisposeAsync().ConfigureAwait(false);
        await _ledger.DisposeAsync().ConfigureAwait(false);
        await _lanes.DisposeAsync().ConfigureAwait(false);
        await _leases.DisposeAsync().ConfigureAwait(false);
        _server.Dispose();
        Instruments.Clients.Remove(Meter);
    }

    /// <summary>Creates a referent; the caller owns the reference that the reply brings.</summary>
    internal async Task<ProxyReference> CreateReferentAsync(
        string typeId,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var (reply, server) = await _verified.CallAsync("create", [typeId, .. arguments], keywords, cancellationToken)
            .ConfigureAwait(false);
        return ProxyReference.FromCreate(this, typeId, reply).Own(server);
    }

    /// <summary>Notes a count that was raised for us.</summary>
    internal void Hold(Token token) => _ledger.Held.Add(token);

    /// <summary>Queues the decref of one reference.</summary>
    internal void Release(Token token) => _ledger.Release(token);

    /// <summary>
    /// Queues the decref of everything that is held, on other managers too; for a process that ends. Proxies are of no
    /// use any more.
    /// </summary>
    internal void ReleaseAll()
    {
        _nested.ReleaseAll();
        _ledger.ReleaseAll();
    }

    /// <summary>Raises the count of a borrowed reference of this client.</summary>
    internal Task OwnAsync(ProxyReference reference, ServerInfo? expected) => _nested.OwnAsync(reference, expected);

    /// <summary>The client of the manager that a token names; null when it cannot be dialled.</summary>
    internal ManagerClient? ClientOf(Token token) => _nested.ClientOf(token);

    /// <summary>A client of another manager with the same key and options; not connected yet.</summary>
    internal ManagerClient ForAnother(ManagerAddress address) =>
        new(address, AuthKey, _options) { ProxyFactory = ProxyFactory };

    /// <summary>The exposed methods of a referent; none when it is gone.</summary>
    internal Task<IReadOnlyList<string>> GetMethodsAsync(string ident, CancellationToken cancellationToken) =>
        _inspector.GetMethodsAsync(ident, cancellationToken);

    /// <summary>A call that never waits on the server, on the lane of the referent.</summary>
    /// <remarks>Canceled after it was written, it may still run; its reply is discarded.</remarks>
    internal async ValueTask<Reply<T>> CallQuickAsync<T>(
        Token token,
        string method,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        var measurement = CallMeasurement.TryBegin(Meter, token.TypeId, method, isTraced: true);
        try
        {
            var lane = await GetLaneAsync(token, cancellationToken).ConfigureAwait(false);
            var request = Request.CallMany(token.Id, method, arguments, keywords, _pickle);
            using var reply = await lane.CallAsync(request, cancellationToken).ConfigureAwait(false);
            var read = await Replies.ReadAsync<T>(reply, token, lane.Peer, cancellationToken).ConfigureAwait(false);
            measurement?.End();
            return read;
        }
        catch (Exception error) when (measurement?.Fail(error) == true)
        {
            throw;
        }
    }

    /// <summary>The lane of a referent, where it is open; null where it has to be waited for.</summary>
    /// <exception cref="StaleProxyException">It leads to another server than the referent's.</exception>
    internal PipelinedLane? TryGetLane(Token token)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var getting = _lanes.GetAsync(token, CancellationToken.None);
        if (!getting.IsCompletedSuccessfully)
        {
            _ = getting.AsTask();
            return null;
        }

        var lane = getting.Result;
        StaleProxies.ThrowIfReplaced(token, lane.Peer, Address);
        return lane;
    }

    /// <summary>The lane of a referent.</summary>
    /// <exception cref="StaleProxyException">It leads to another server than the referent's.</exception>
    internal async Task<PipelinedLane> GetLaneAsync(Token token, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var lane = await _lanes.GetAsync(token, cancellationToken).ConfigureAwait(false);
        StaleProxies.ThrowIfReplaced(token, lane.Peer, Address);
        return lane;
    }

    /// <summary>The frame of a call on a leased connection, for those who send several at once.</summary>
    /// <exception cref="StaleProxyException">The connection leads to another server than the referent's.</exception>
    /// <exception cref="PicklingException">An argument has no Python equivalent.</exception>
    internal FrameBuffer BuildRequest(
        Lease lease,
        Token token,
        string method,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords = null)
    {
        StaleProxies.ThrowIfReplaced(token, lease.Connection.Peer, Address);
        return Request.CallMany(token.Id, method, arguments, keywords, _pickle);
    }

    /// <summary>The reply in a frame, with a reference owned for each proxy in it. Throws what the server reported.</summary>
    internal ValueTask<Reply<T>> ReadReplyAsync<T>(
        FrameBuffer reply, Lease lease, Token token, CancellationToken cancellationToken) =>
        Replies.ReadAsync<T>(reply, token, lease.Connection.Peer, cancellationToken);

    /// <summary>A connection of one's own, for calls that wait on the server.</summary>
    internal ValueTask<Lease> LeaseAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return _leases.LeaseAsync(cancellationToken);
    }

    /// <summary>A connection for calls on objects, which the caller disposes; the client forgets it.</summary>
    internal Task<Connection> OpenConnectionAsync(CancellationToken cancellationToken) =>
        _server.OpenProxyConnectionAsync(cancellationToken);

    /// <summary>A call on a leased connection. Canceled in flight, the connection is not used again.</summary>
    /// <remarks>A slice of a wait, which most are, is measured but worth no activity.</remarks>
    internal async ValueTask<Reply<T>> CallLeasedAsync<T>(
        Lease lease,
        Token token,
        string method,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken,
        bool isSlice = true)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        using var request = BuildRequest(lease, token, method, arguments, keywords);
        var measurement = CallMeasurement.TryBegin(Meter, token.TypeId, method, isTraced: !isSlice);
        try
        {
            lease.MarkBusy();
            await lease.Connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
            using var reply = await lease.Connection.ReceiveAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new BridgeConnectionException(
                    $"The manager at {Address} closed the connection during '{method}'; it ended or was killed.");
            lease.MarkReusable();
            var read = await ReadReplyAsync<T>(reply, lease, token, cancellationToken).ConfigureAwait(false);
            measurement?.End();
            return read;
        }
        catch (Exception error) when (measurement?.Fail(error) == true)
        {
            throw;
        }
    }

    // A program that ends without disposing: what it holds would stay on the server for good.
    private static EventHandler ReleaseAtExit(WeakReference<ManagerClient> client) => (_, _) =>
    {
        if (client.TryGetTarget(out var living))
        {
            living.ReleaseAll();
            Task.Run(() => living.DisposeAsync().AsTask()).Wait(ExitTime);
        }
    };

    private Task<object?> CallServerAsync(
        string function,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken) =>
        InTimeAsync(function, token => _server.CallServerAsync(function, arguments, keywords, null, token), cancellationToken);

    private async Task<T> InTimeAsync<T>(
        string function, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        using var deadline = CallDeadline.Start(_options.CallTimeout, cancellationToken);
        try
        {
            return await call(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (deadline.HasPassed)
        {
            throw deadline.Expired(function, Address, error);
        }
    }
}
