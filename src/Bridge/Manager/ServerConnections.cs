using Bridge.Connections;
using Microsoft.Extensions.Logging;

namespace Bridge.Manager;

/// <summary>Opens connections to one manager server, and makes its server-level calls.</summary>
/// <remarks>
/// A server-level function (<c>create</c>, <c>decref</c>, …) costs a connection of its own by protocol: the server
/// closes after one reply (Lib/multiprocessing/managers.py, <c>Server.handle_request</c>). Thread-safe.
/// </remarks>
internal sealed class ServerConnections(
    ManagerAddress address, AuthKey authKey, ManagerClientOptions options, ILogger logger) : IDisposable
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
        using var request = Request.Server(function, arguments, keywords, options.Pickle);
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await ExchangeAsync(connection, request, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks the server for an answer, within the timeout of connecting.</summary>
    public async Task GreetAsync(CancellationToken cancellationToken)
    {
        using var request = Request.Server("dummy", [], null, options.Pickle);
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await ExchangeInTimeAsync(connection, request, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a connection whose server thread runs the proxy loop.</summary>
    public async Task<Connection> OpenProxyConnectionAsync(CancellationToken cancellationToken)
    {
        // The name becomes the name of the server's thread, which is what a debugger of the server shows.
        var name = $"dotnet-{Environment.ProcessId}|{Interlocked.Increment(ref _opened)}";
        using var request = Request.Server("accept_connection", [name], null, options.Pickle);
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ExchangeInTimeAsync(connection, request, cancellationToken).ConfigureAwait(false);
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

    private async Task ExchangeInTimeAsync(
        Connection connection, FrameBuffer request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Connection.ConnectTimeout);
        try
        {
            await ExchangeAsync(connection, request, deadline.Token).ConfigureAwait(false);
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
        await connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
        using var reply = await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new BridgeConnectionException(
                $"The manager at {address} closed the connection instead of answering; it is ending or gone.");
        return Reply<object?>.Read(reply.BodySpan, options.Pickle).ThrowIfError().Payload();
    }
}
