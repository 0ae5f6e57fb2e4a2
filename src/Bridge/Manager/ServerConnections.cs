using Bridge.Connections;
using Bridge.Diagnostics;
using Bridge.Pickle;
using Microsoft.Extensions.Logging;

namespace Bridge.Manager;

/// <summary>Opens connections to one manager server, and makes its server-level calls.</summary>
/// <remarks>
/// A server-level function (<c>create</c>, <c>decref</c>, …) costs a connection of its own by protocol: the server
/// closes after one reply (Lib/multiprocessing/managers.py, <c>Server.handle_request</c>). Thread-safe.
/// </remarks>
internal sealed class ServerConnections : IDisposable
{
    // The threads of a CPython server take turns. One call at a time is the fastest, unless it waits for a network.
    private const int CallsToAFarServer = 8;

    // The listen backlog is 16 before CPython 3.13; more connects at once are refused or wait for a second.
    private readonly SemaphoreSlim _connecting = new(8);
    private readonly CancellationTokenSource _closing = new();
    private readonly AuthKey _authKey;
    private readonly ManagerClientOptions _options;
    private readonly PickleOptions _pickle;
    private readonly ServerWatch _watch;
    private readonly ClientMeter _meter;
    private readonly ILogger _logger;
    private readonly BlockingCalls _inTurn;
    private readonly SpareConnection _spare;
    private int _opened;

    public ServerConnections(
        ManagerAddress address,
        AuthKey authKey,
        ManagerClientOptions options,
        PickleOptions pickle,
        ServerWatch watch,
        ClientMeter meter,
        ILogger logger)
    {
        Address = address;
        _meter = meter;
        _authKey = authKey;
        _options = options;
        _pickle = pickle;
        _watch = watch;
        _logger = logger;
        _inTurn = new BlockingCalls(address.IsNear ? 1 : CallsToAFarServer);
        _spare = new SpareConnection(
            token => ConnectAsync(token, blocks: true),
            work => _inTurn.RunInBackgroundAsync(work, CancellationToken.None));
    }

    public ManagerAddress Address { get; }

    /// <summary>Makes one server-level call on a connection of its own.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="keywords">Its keyword arguments.</param>
    /// <param name="expected">The only server that shall do it; null for any.</param>
    /// <param name="cancellationToken">Cancels the call, which may be done all the same.</param>
    public Task<object?> CallServerAsync(
        string function,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        ServerInfo? expected,
        CancellationToken cancellationToken) =>
        MeasureAsync(function, isTraced: true, () => UntilDisposedAsync(
            async stop =>
            {
                using var request = Build(function, arguments, keywords, expected);
                return await CallCoreAsync(request, blocks: false, mayTakeSpare: false, stop).ConfigureAwait(false);
            },
            cancellationToken));

    /// <summary>The same for what a server does one after the other anyway: <c>create</c>, <c>incref</c>.</summary>
    public Task<object?> CallInTurnAsync(
        string function,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        ServerInfo? expected,
        CancellationToken cancellationToken) =>
        MeasureAsync(function, isTraced: true, () => UntilDisposedAsync(
            async stop =>
            {
                using var request = Build(function, arguments, keywords, expected);
                return await _inTurn.RunAsync(() => CallCoreAsync(request, blocks: true, mayTakeSpare: true, stop), stop)
                    .ConfigureAwait(false);
            },
            cancellationToken));

    /// <summary>The same for <c>decref</c>, which nobody waits for. Never blocks.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="expected">The only server that shall do it; null for any.</param>
    /// <param name="timeout">For the call, once its turn has come.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public Task<object?> CallInBackgroundAsync(
        string function,
        IReadOnlyList<object?> arguments,
        ServerInfo? expected,
        TimeSpan? timeout,
        CancellationToken cancellationToken) =>
        MeasureAsync(function, isTraced: false, () => _inTurn.RunInBackgroundAsync(
            async () =>
            {
                using var deadline = CallDeadline.Start(timeout, cancellationToken);
                using var request = Build(function, arguments, null, expected);
                try
                {
                    return await CallCoreAsync(request, blocks: true, mayTakeSpare: false, deadline.Token)
                        .ConfigureAwait(false);
                }
                catch (OperationCanceledException error) when (deadline.HasPassed)
                {
                    throw deadline.Expired(function, Address, error);
                }
            },
            cancellationToken));

    /// <summary>Opens a connection whose server thread runs the proxy loop, and notes which server that is.</summary>
    public Task<Connection> OpenProxyConnectionAsync(CancellationToken cancellationToken) =>
        UntilDisposedAsync(stop => OpenCoreAsync(blocks: false, stop), cancellationToken);

    /// <summary>The same, for a lane: with a socket that one thread waits for.</summary>
    public Task<Connection> OpenLaneConnectionAsync(CancellationToken cancellationToken) =>
        UntilDisposedAsync(
            stop => DedicatedThread.RunAsync(() => OpenCoreAsync(blocks: true, stop)), cancellationToken);

    /// <summary>Ends what is under way. The semaphore is left alone: disposed, it never wakes those who wait for it.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _spare.Dispose();
        _inTurn.Close();
    }

    private async Task<object?> MeasureAsync(string function, bool isTraced, Func<Task<object?>> call)
    {
        var measurement = CallMeasurement.TryBegin(_meter, "server", function, isTraced);
        try
        {
            var result = await call().ConfigureAwait(false);
            measurement?.End();
            return result;
        }
        catch (Exception error) when (measurement?.Fail(error) == true)
        {
            throw;
        }
    }

    private FrameBuffer Build(
        string function,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        ServerInfo? expected) =>
        Request.Server(
            function, arguments, keywords, _pickle, expected is null ? null : ServerQuestion.Guard(expected));

    private async Task<object?> CallCoreAsync(
        FrameBuffer request, bool blocks, bool mayTakeSpare, CancellationToken cancellationToken)
    {
        if (mayTakeSpare && _spare.TryTake() is { } spare)
        {
            try
            {
                return await CallOnAsync(spare, request, mayTakeSpare, cancellationToken).ConfigureAwait(false);
            }
            catch (RemoteException error) when (ServerQuestion.IsRefused(error))
            {
                // It led to a server that was replaced since, and which has done nothing.
            }
        }

        var connection = await ConnectAsync(cancellationToken, blocks).ConfigureAwait(false);
        return await CallOnAsync(connection, request, mayTakeSpare, cancellationToken).ConfigureAwait(false);
    }

    private async Task<object?> CallOnAsync(
        Connection connection, FrameBuffer request, bool needsSpare, CancellationToken cancellationToken)
    {
        await using (connection.ConfigureAwait(false))
        {
            var result = await ExchangeAsync(connection, request, cancellationToken).ConfigureAwait(false);
            if (needsSpare)
            {
                _spare.Replenish();
            }

            return result;
        }
    }

    private async Task<Connection> OpenCoreAsync(bool blocks, CancellationToken cancellationToken)
    {
        // The name becomes the name of the server's thread, which is what a debugger of the server shows.
        var name = $"dotnet-{Environment.ProcessId}|{Interlocked.Increment(ref _opened)}";
        using var request = Request.Server("accept_connection", [name], null, _pickle);
        using var question = ServerQuestion.Ask(ServerQuestion.Identity, _pickle);
        var connection = await ConnectAsync(cancellationToken, blocks).ConfigureAwait(false);
        try
        {
            await InTimeAsync(async deadline =>
            {
                await ExchangeAsync(connection, request, deadline).ConfigureAwait(false);
                connection.Peer = _watch.Observe(await IdentifyAsync(connection, question, deadline).ConfigureAwait(false));
            }, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<T> UntilDisposedAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            return await work(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested(); // with the caller's token, which tells it from others
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, typeof(ManagerClient));
            throw;
        }
    }

    private async Task<Connection> ConnectAsync(CancellationToken cancellationToken, bool blocks = false)
    {
        if (blocks)
        {
            _connecting.Wait(cancellationToken);
        }
        else
        {
            await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var connection = await Connection.ConnectAsync(
                Address, _authKey, _options.Connection, _logger, cancellationToken, blocks).ConfigureAwait(false);
            connection.CountIn(_meter);
            return connection;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<ServerInfo> IdentifyAsync(
        Connection connection, FrameBuffer question, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(connection, question, cancellationToken).ConfigureAwait(false);
        return ServerQuestion.ReadIdentity(ServerQuestion.Answer(answer.BodySpan, _pickle));
    }

    private async Task InTimeAsync(Func<CancellationToken, Task> exchange, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.Connection.ConnectTimeout);
        try
        {
            await exchange(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BridgeConnectionException(
                $"The manager at {Address} authenticated us but did not answer within "
                + $"{_options.Connection.ConnectTimeout.TotalSeconds:0.#} s; it hangs or is overloaded.",
                error);
        }
    }

    private async Task<object?> ExchangeAsync(
        Connection connection, FrameBuffer request, CancellationToken cancellationToken)
    {
        using var reply = await SendAsync(connection, request, cancellationToken).ConfigureAwait(false);
        return Reply<object?>.Read(reply.BodySpan, _pickle).ThrowIfError().Payload();
    }

    private async Task<FrameBuffer> SendAsync(
        Connection connection, FrameBuffer request, CancellationToken cancellationToken)
    {
        await connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new BridgeConnectionException(
                $"The manager at {Address} closed the connection instead of answering; it is ending or gone.");
    }
}
