using System.Runtime.CompilerServices;
using Bridge.Connections;
using Bridge.Pickle;
using Microsoft.Extensions.Logging;

namespace Bridge.Pipes;

/// <summary>
/// One end of a plain pipe to a Python program: the <c>Connection</c> of <c>multiprocessing.connection</c>.
/// </summary>
/// <remarks>
/// <para>
/// Messages keep their bounds and their order, and the directions are independent. An object is one pickle, as by
/// Python's <c>send</c>; bytes are one message as they are, as by <c>send_bytes</c>. The other side must ask for what
/// was sent.
/// </para>
/// <para>
/// Thread-safe: messages of several senders go out whole, one after the other, and several receivers take turns. A send
/// that is canceled on the way ends the connection; a receive only in the middle of a message.
/// </para>
/// </remarks>
public sealed class PythonConnection : IAsyncDisposable
{
    private readonly Connection _connection;
    private readonly PickleOptions _pickle;
    private readonly bool _isAuthenticated;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly SemaphoreSlim _receiving = new(1, 1);
    private volatile bool _hasEnded;
    private volatile bool _isDisposed;

    internal PythonConnection(Connection connection, PickleOptions pickle, bool isAuthenticated)
    {
        _connection = connection;
        _pickle = pickle;
        _isAuthenticated = isAuthenticated;
    }

    private static ReadOnlySpan<byte> ChallengeTag => "#CHALLENGE#"u8;

    /// <summary>What was dialled: the address of the listener, on both sides.</summary>
    public ManagerAddress Address => _connection.Address;

    /// <summary>Connects to a listener, as Python's <c>Client(address, authkey=authkey)</c>.</summary>
    /// <param name="address">Where the listener is.</param>
    /// <param name="authKey">Its authkey; null when it has none, which both sides must agree on.</param>
    /// <param name="options">Deadlines and limits; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the attempt; nothing is left behind.</param>
    /// <exception cref="BridgeConnectionException">Nothing listens there, or it did not accept in time.</exception>
    /// <exception cref="BridgeAuthenticationException">The authkeys differ.</exception>
    /// <exception cref="BridgeProtocolException">What listens there is no Python listener with an authkey.</exception>
    /// <exception cref="PlatformNotSupportedException">This system has no such kind of address.</exception>
    public static async Task<PythonConnection> ConnectAsync(
        ManagerAddress address,
        AuthKey? authKey,
        PythonConnectionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= PythonConnectionOptions.Default;
        var logger = options.LoggerFactory.CreateLogger<PythonConnection>();
        var connection = await Connection.DialAsync(address, authKey, options.Connection, logger, cancellationToken)
            .ConfigureAwait(false);
        return new PythonConnection(connection, options.Pickle, authKey is not null);
    }

    /// <summary>Sends an object, which Python takes with <c>recv</c>.</summary>
    /// <param name="value">The value. Not changed before the call completes.</param>
    /// <param name="cancellationToken">Cancels it; on the way, that ends the connection.</param>
    /// <exception cref="PicklingException">It has no Python equivalent, or is too large. Nothing was sent.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke or has ended.</exception>
    public async Task SendAsync<T>(T value, CancellationToken cancellationToken = default)
    {
        using var frame = FrameBuffer.Rent();
        PickleSerializer.Serialize(frame, value, _pickle);
        await SendFrameAsync(frame, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends bytes as they are, which Python takes with <c>recv_bytes</c>.</summary>
    /// <param name="bytes">The message; it may be empty. Not changed before the call completes.</param>
    /// <param name="cancellationToken">Cancels it; on the way, that ends the connection.</param>
    /// <exception cref="BridgeConnectionException">The connection broke or has ended.</exception>
    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        using var frame = FrameBuffer.Of(bytes.Span);
        await SendFrameAsync(frame, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The next object, which Python sent with <c>send</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait; no message is lost by that, unless part of one has come.</param>
    /// <exception cref="EndOfStreamException">
    /// The other side has closed the connection: Python's <c>EOFError</c>. <see cref="TryReceiveAsync"/> tells it
    /// without an exception.
    /// </exception>
    /// <exception cref="UnpicklingException">The message is no pickle; the next one can be received.</exception>
    /// <exception cref="InvalidCastException">The object has another type; the next one can be received.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke, perhaps in the middle of a message.</exception>
    /// <exception cref="BridgeProtocolException">The message exceeds the limit; the connection is of no more use.</exception>
    /// <exception cref="BridgeAuthenticationException">The listener wants an authkey, and none was given.</exception>
    public async Task<T> ReceiveAsync<T>(CancellationToken cancellationToken = default)
    {
        var (received, value) = await TryReceiveAsync<T>(cancellationToken).ConfigureAwait(false);
        return received ? value! : throw Ended();
    }

    /// <summary>The next object, or <c>Received = false</c> when the other side has closed the connection.</summary>
    /// <param name="cancellationToken">Cancels the wait; no message is lost by that, unless part of one has come.</param>
    /// <exception cref="BridgeException">As of <see cref="ReceiveAsync"/>.</exception>
    /// <exception cref="InvalidCastException">The object has another type; the next one can be received.</exception>
    public async Task<(bool Received, T? Value)> TryReceiveAsync<T>(CancellationToken cancellationToken = default)
    {
        using var frame = await ReceiveFrameAsync(cancellationToken).ConfigureAwait(false);
        return frame is null ? (false, default) : (true, Read<T>(frame.BodySpan));
    }

    /// <summary>The objects as they come, until the other side closes the connection.</summary>
    /// <param name="cancellationToken">Ends the sequence; no message is lost by that, unless part of one has come.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="BridgeException">As of <see cref="ReceiveAsync"/>.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await TryReceiveAsync<T>(cancellationToken).ConfigureAwait(false) is (true, var value))
        {
            yield return value!;
        }
    }

    /// <summary>The next message as it is, which Python sent with <c>send_bytes</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait; no message is lost by that, unless part of one has come.</param>
    /// <exception cref="EndOfStreamException">The other side has closed the connection: Python's <c>EOFError</c>.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke, perhaps in the middle of a message.</exception>
    /// <exception cref="BridgeProtocolException">The message exceeds the limit; the connection is of no more use.</exception>
    public async Task<byte[]> ReceiveBytesAsync(CancellationToken cancellationToken = default) =>
        await TryReceiveBytesAsync(cancellationToken).ConfigureAwait(false) ?? throw Ended();

    /// <summary>The next message as it is, or null when the other side has closed the connection.</summary>
    /// <param name="cancellationToken">Cancels the wait; no message is lost by that, unless part of one has come.</param>
    /// <exception cref="BridgeConnectionException">The connection broke, perhaps in the middle of a message.</exception>
    /// <exception cref="BridgeProtocolException">The message exceeds the limit; the connection is of no more use.</exception>
    public async Task<byte[]?> TryReceiveBytesAsync(CancellationToken cancellationToken = default)
    {
        using var frame = await ReceiveFrameAsync(cancellationToken).ConfigureAwait(false);
        return frame?.BodySpan.ToArray();
    }

    /// <summary>Closes the connection; the other side gets what was sent, then its <c>EOFError</c>.</summary>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return _connection.DisposeAsync();
    }

    private async Task SendFrameAsync(FrameBuffer frame, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            await _connection.SendAsync(frame, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task<FrameBuffer?> ReceiveFrameAsync(CancellationToken cancellationToken)
    {
        await _receiving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_hasEnded)
            {
                return null;
            }

            var frame = await _connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            _hasEnded = frame is null;
            return frame;
        }
        finally
        {
            _receiving.Release();
        }
    }

    private T Read<T>(ReadOnlySpan<byte> body) =>
        !_isAuthenticated && body.StartsWith(ChallengeTag) // which no pickle does
            ? throw new BridgeAuthenticationException(
                $"The listener at {Address} asks for an authkey, and this connection was made without one; give it the key.")
            : PickleSerializer.Deserialize<T>(body, _pickle);

    private EndOfStreamException Ended() =>
        new($"The other side closed the connection to {Address}, and all that it sent was received.");
}
