using System.Net.Sockets;
using Bridge.Connections.Transports;
using Bridge.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Bridge.Connections;

/// <summary>An open connection, to a manager or between plain pipes; where there is an authkey, both sides have proved it.</summary>
/// <remarks>
/// One sender and one receiver at a time; the two may be different threads. After any error, or a cancellation
/// inside a frame, <see cref="IsBroken"/> is true and only disposing is left. Disposing twice is harmless.
/// </remarks>
internal sealed class Connection : IAsyncDisposable
{
    private readonly Transport _transport;
    private readonly int _maxFrameBytes;
    private readonly ILogger _logger;
    private ClientMeter? _meter;
    private bool _isLane;
    private readonly OtherSide _other;
    private volatile bool _isBroken;
    private int _isDisposed;

    private Connection(
        Transport transport, ManagerAddress address, OtherSide other, int maxFrameBytes, ILogger logger)
    {
        _other = other;
        _transport = transport;
        _maxFrameBytes = maxFrameBytes;
        _logger = logger;
        Address = address;
    }

    /// <summary>What was dialled, by us or by the other side.</summary>
    internal ManagerAddress Address { get; }

    /// <summary>What the layer above found out about the other side.</summary>
    internal object? Peer { get; set; }

    /// <summary>See <see cref="FrameReader.Placing"/>.</summary>
    internal Action<FrameBuffer, int> Placing
    {
        set => _transport.Placing = value;
    }

    /// <summary>Whether the connection ended, failed or was disposed.</summary>
    internal bool IsBroken => _isBroken;

    /// <summary>Counts it and what goes over it from now on. To be called once.</summary>
    internal void CountIn(ClientMeter meter)
    {
        _meter = meter;
        meter.ConnectionOpened();
    }

    /// <summary>Counts it as a lane as well. To be called once, after <see cref="CountIn"/>.</summary>
    internal void CountAsLane()
    {
        _isLane = true;
        _meter?.LaneOpened();
    }

    /// <summary>Whether bytes were received that nobody asked for yet; costs no system call.</summary>
    internal bool HasReadAhead => _transport.HasPartialFrame;

    /// <summary>Connects to a manager and does the handshake, both within the timeout of the options.</summary>
    /// <param name="address">What to dial.</param>
    /// <param name="authKey">The manager's authkey.</param>
    /// <param name="options">Deadline and limits.</param>
    /// <param name="logger">Told how it went.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <param name="blocks">
    /// Whether whatever waits for the manager blocks its thread, here too; only then is there a <see cref="Receive"/>.
    /// </param>
    /// <exception cref="BridgeConnectionException">The manager cannot be reached, or did not answer in time.</exception>
    /// <exception cref="BridgeProtocolException">What listens there is not a Python manager.</exception>
    /// <exception cref="BridgeAuthenticationException">The keys differ.</exception>
    /// <exception cref="PlatformNotSupportedException">This system has no such kind of address.</exception>
    internal static Task<Connection> ConnectAsync(
        ManagerAddress address,
        AuthKey authKey,
        ConnectionOptions options,
        ILogger logger,
        CancellationToken cancellationToken,
        bool blocks = false) =>
        ConnectAsync(
            address,
            OtherSide.Manager(address),
            authKey,
            options,
            logger,
            deadline => OpenAsync(address, blocks, speaksFirst: true, options, logger, deadline),
            cancellationToken);

    /// <summary>Connects to a plain listener, as <see cref="ConnectAsync(ManagerAddress, AuthKey, ConnectionOptions, ILogger, CancellationToken, bool)"/>.</summary>
    /// <param name="address">What to dial.</param>
    /// <param name="authKey">Null for no handshake.</param>
    /// <param name="options">Deadline and limits.</param>
    /// <param name="logger">Told how it went.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    internal static Task<Connection> DialAsync(
        ManagerAddress address,
        AuthKey? authKey,
        ConnectionOptions options,
        ILogger logger,
        CancellationToken cancellationToken) =>
        ConnectAsync(
            address,
            OtherSide.Listener(address),
            authKey,
            options,
            logger,
            deadline => OpenAsync(address, blocks: false, speaksFirst: false, options, logger, deadline),
            cancellationToken);

    /// <summary>Takes a client that dialled, and does the handshake in the server role.</summary>
    /// <param name="transport">The channel to it, which is closed when it fails.</param>
    /// <param name="address">Where it dialled.</param>
    /// <param name="authKey">Null for no handshake.</param>
    /// <param name="options">Deadline and limits.</param>
    /// <param name="logger">Told when it broke later.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="BridgeException">It is no such client, or does not hold the key.</exception>
    internal static async Task<Connection> AcceptAsync(
        Transport transport,
        ManagerAddress address,
        AuthKey? authKey,
        ConnectionOptions options,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var other = OtherSide.Client(address);
        if (authKey is not null)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(options.ConnectTimeout);
            var handshake = new Handshake(transport, other, authKey, options);
            await AuthenticateAsync(transport, handshake, handshake.RunAsServerAsync(deadline.Token)).ConfigureAwait(false);
        }

        return new Connection(transport, address, other, options.MaxFrameBytes, logger);
    }

    private static async Task<Connection> ConnectAsync(
        ManagerAddress address,
        OtherSide other,
        AuthKey? authKey,
        ConnectionOptions options,
        ILogger logger,
        Func<CancellationToken, Task<Transport>> open,
        CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.ConnectTimeout);
        try
        {
            var transport = await open(deadline.Token).ConfigureAwait(false);
            var isLegacy = false;
            if (authKey is not null)
            {
                var handshake = new Handshake(transport, other, authKey, options);
                await AuthenticateAsync(transport, handshake, handshake.RunAsync(deadline.Token)).ConfigureAwait(false);
                isLegacy = handshake.IsLegacy;
            }

            Log.Connected(logger, address, isLegacy);
            return new Connection(transport, address, other, options.MaxFrameBytes, logger);
        }
        catch (BridgeException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Log.ConnectFailed(logger, address, e.Message);
            throw;
        }
    }

    /// <summary>Sends one frame. The caller keeps the frame. A cancellation leaves the connection broken.</summary>
    internal async ValueTask SendAsync(FrameBuffer frame, CancellationToken cancellationToken)
    {
        BeforeUse(cancellationToken);
        try
        {
            await _transport.SendAsync(frame, cancellationToken).ConfigureAwait(false);
            CountSent(frame);
        }
        catch (Exception e)
        {
            throw Broke(e);
        }
    }

    /// <summary>Sends frames back to back with as few writes as possible. The caller keeps the frames.</summary>
    internal async ValueTask SendAsync(ReadOnlyMemory<FrameBuffer> frames, CancellationToken cancellationToken)
    {
        BeforeUse(cancellationToken);
        try
        {
            await _transport.SendAsync(frames, cancellationToken).ConfigureAwait(false);
            CountSent(frames);
        }
        catch (Exception e)
        {
            throw Broke(e);
        }
    }

    /// <summary>The next frame, which the caller disposes; null when the manager closed the connection.</summary>
    /// <remarks>A cancellation between two frames leaves the connection usable; the reply comes later then.</remarks>
    internal ValueTask<FrameBuffer?> ReceiveAsync(CancellationToken cancellationToken)
    {
        BeforeUse(cancellationToken);
        return ReceiveCoreAsync(cancellationToken);
    }

    /// <summary>Blocks until there is something to receive, or the connection ended; false when the time is up.</summary>
    /// <param name="time">How long at most.</param>
    /// <param name="moreIsDue">Whether the other side has more to send after what was received last.</param>
    internal bool WaitForData(TimeSpan time, bool moreIsDue)
    {
        BeforeUse(CancellationToken.None);
        try
        {
            return _transport.WaitForData(time, moreIsDue);
        }
        catch (Exception e)
        {
            throw Broke(e);
        }
    }

    /// <summary>The next frame, as by <see cref="ReceiveAsync"/>; blocks the thread.</summary>
    internal FrameBuffer? Receive()
    {
        BeforeUse(CancellationToken.None);
        try
        {
            var frame = _transport.Receive(_maxFrameBytes);
            _isBroken |= frame is null;
            CountReceived(frame);
            return frame;
        }
        catch (Exception e)
        {
            throw Broke(e);
        }
    }

    /// <summary>
    /// Whether something came, or the connection ended, while nobody waited for a reply: it must not be used again.
    /// </summary>
    internal bool HasUnexpectedData()
    {
        if (_isBroken)
        {
            return true;
        }

        try
        {
            return _transport.IsReadable();
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isBroken = true;
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _meter?.ConnectionClosed(_isLane);
            await _transport.DisposeAsync().ConfigureAwait(false);
            Log.ConnectionClosed(_logger, Address);
        }
    }

    private static async Task<Transport> OpenAsync(
        ManagerAddress address,
        bool blocks,
        bool speaksFirst,
        ConnectionOptions options,
        ILogger logger,
        CancellationToken deadline)
    {
        try
        {
            return await TransportFactory.OpenAsync(address, blocks, speaksFirst, logger, deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw ConnectErrors.TimedOut(address, options.ConnectTimeout);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            throw ConnectErrors.Explain(address, e);
        }
    }

    private static async Task AuthenticateAsync(Transport transport, Handshake handshake, Task running)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw e switch
            {
                OperationCanceledException => handshake.TimedOut(),
                SocketException or IOException => handshake.Broke(e),
                _ => e,
            };
        }
    }

    private async ValueTask<FrameBuffer?> ReceiveCoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            var frame = await _transport.ReceiveAsync(_maxFrameBytes, cancellationToken).ConfigureAwait(false);
            _isBroken |= frame is null;

            // The other side may answer our end with its own before the closing ends this receive.
            ObjectDisposedException.ThrowIf(frame is null && _isDisposed != 0, this);
            CountReceived(frame);
            return frame;
        }
        catch (OperationCanceledException) when (!_transport.HasPartialFrame)
        {
            throw;
        }
        catch (Exception e)
        {
            throw Broke(e);
        }
    }

    private void CountSent(FrameBuffer frame)
    {
        if (Instruments.IO.Enabled)
        {
            _meter?.Sent(FrameBuffer.HeaderBytes + (long)frame.Length);
        }
    }

    private void CountSent(ReadOnlyMemory<FrameBuffer> frames)
    {
        if (Instruments.IO.Enabled)
        {
            foreach (var frame in frames.Span)
            {
                CountSent(frame);
            }
        }
    }

    private void CountReceived(FrameBuffer? frame)
    {
        if (frame is not null && Instruments.IO.Enabled)
        {
            _meter?.Received(FrameBuffer.HeaderBytes + (long)frame.Length);
        }
    }

    private void BeforeUse(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isBroken)
        {
            throw new BridgeConnectionException($"The connection to {Address} is closed; open a new one.");
        }
    }

    private Exception Broke(Exception error)
    {
        var wasDisposed = _isDisposed != 0;
        _isBroken = true;
        if (error is not (SocketException or IOException or ObjectDisposedException))
        {
            return error;
        }

        if (wasDisposed)
        {
            return new BridgeConnectionException($"The connection to {Address} was closed on our side.", error);
        }

        var reason = ConnectErrors.Reason(error);
        Log.ConnectionBroke(_logger, Address, reason);
        return new BridgeConnectionException(
            $"The connection to {Address} broke ({reason}); {_other.Loss}", error);
    }
}
