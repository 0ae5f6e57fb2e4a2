using Bridge.Connections;
using Bridge.Pickle;
using Microsoft.Extensions.Logging;

namespace Bridge.Manager;

/// <summary>Opens connections to one manager server, and makes its server-level calls.</summary>
/// <remarks>
/// A server-level function (<c>create</c>, <c>decref</c>, …) costs a connection of its own by protocol: the server
/// closes after one reply (Lib/multiprocessing/managers.py, <c>Server.handle_request</c>). Thread-safe.
/// </remarks>
internal sealed class ServerConnections(
    ManagerAddress address,
    AuthKey authKey,
    ManagerClientOptions options,
    PickleOptions pickle,
    ServerWatch watch,
    ILogger logger) : IDisposable
{
    // The listen backlog is 16 before CPython 3.13; more connects at once are refused or wait for a second.
    private readonly SemaphoreSlim _connecting = new(8);
    private int _opened;

    public ManagerAddress Address => address;

    /// <summary>Makes one server-level call on a connection of its own.</summary>
    public async Task<object?> CallServerAsync(
        string function,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        CancellationToken cancellationToken)
    {
        using var request = Request.Server(function, arguments, keywords, pickle);
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await ExchangeAsync(connection, request, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a connection whose server thread runs the proxy loop, and notes which server that is.</summary>
    public async Task<Connection> OpenProxyConnectionAsync(CancellationToken cancellationToken)
    {
        // The name becomes the name of the server's thread, which is what a debugger of the server shows.
        var name = $"dotnet-{Environment.ProcessId}|{Interlocked.Increment(ref _opened)}";
        using var request = Request.Server("accept_connection", [name], null, pickle);
        using var question = ServerQuestion.Ask(ServerQuestion.Identity, pickle);
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await InTimeAsync(async deadline =>
            {
                await ExchangeAsync(connection, request, deadline).ConfigureAwait(false);
                connection.Peer = watch.Observe(await IdentifyAsync(connection, question, deadline).ConfigureAwait(false));
            }, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void Dispose() => _connecting.Dispose();

    private async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Connection.ConnectAsync(address, authKey, options.Connection, logger, cancellationToken)
                .ConfigureAwait(false);
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
        return ServerQuestion.ReadIdentity(ServerQuestion.Answer(answer.BodySpan, pickle));
    }

    private async Task InTimeAsync(Func<CancellationToken, Task> exchange, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Connection.ConnectTimeout);
        try
        {
            await exchange(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BridgeConnectionException(
                $"The manager at {address} authenticated us but did not answer within "
                + $"{options.Connection.ConnectTimeout.TotalSeconds:0.#} s; it hangs or is overloaded.",
                error);
        }
    }

    private async Task<object?> ExchangeAsync(
        Connection connection, FrameBuffer request, CancellationToken cancellationToken)
    {
        using var reply = await SendAsync(connection, request, cancellationToken).ConfigureAwait(false);
        return Reply<object?>.Read(reply.BodySpan, pickle).ThrowIfError().Payload();
    }

    private async Task<FrameBuffer> SendAsync(
        Connection connection, FrameBuffer request, CancellationToken cancellationToken)
    {
        await connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new BridgeConnectionException(
                $"The manager at {address} closed the connection instead of answering; it is ending or gone.");
    }
}
