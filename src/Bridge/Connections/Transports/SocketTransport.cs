using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Bridge.Connections.Transports;

/// <summary>What TCP and Unix sockets have in common: frames with a length in front.</summary>
internal abstract class SocketTransport : Transport
{
    // A larger frame is sent from where it is; copying it would cost more than one more write.
    private const int MaxCopiedBytes = 16 * 1024;
    private const int BatchBytes = 64 * 1024;

    private readonly FrameReader _reader;
    private readonly bool _blocks;
    private bool _isKnownToBeReadable;

    /// <summary>Takes over a connected socket.</summary>
    /// <param name="socket">The socket; one that shall block must never have been used asynchronously.</param>
    /// <param name="blocks">Whether receives block their thread.</param>
    private protected SocketTransport(Socket socket, bool blocks)
    {
        Socket = socket;
        _blocks = blocks;
        _reader = new FrameReader(blocks ? ReceiveBlockingAsync : ReceiveSomeAsync);

        // Here "blocking" would mean that a send waits for room on the thread of its caller.
        socket.Blocking = !blocks;
    }

    internal override bool HasPartialFrame => _reader.HasPartialFrame;

    private protected Socket Socket { get; }

    internal override bool IsReadable() => _reader.HasPartialFrame || Socket.Poll(0, SelectMode.SelectRead);

    internal override Action<FrameBuffer, int>? Placing
    {
        set => _reader.Placing = value;
    }

    internal override ValueTask SendAsync(FrameBuffer frame, CancellationToken cancellationToken)
    {
        if (frame.Outgoing is { } operands && _blocks)
        {
            return new ValueTask(BlockingSocket.SendAsync(Socket, operands, frame.Seal(), cancellationToken));
        }

        frame.Flatten();
        return SendAllAsync(frame.Seal(), cancellationToken);
    }

    internal override ValueTask SendAsync(ReadOnlyMemory<FrameBuffer> frames, CancellationToken cancellationToken) =>
        frames.Length == 1 ? SendAsync(frames.Span[0], cancellationToken) : SendBatchAsync(frames, cancellationToken);

    internal override ValueTask<FrameBuffer?> ReceiveAsync(int maxBytes, CancellationToken cancellationToken) =>
        _reader.ReadAsync(maxBytes, cancellationToken);

    internal override bool WaitForData(TimeSpan time, bool moreIsDue)
    {
        if (_reader.HasPartialFrame || _isKnownToBeReadable)
        {
            return true;
        }

        if (moreIsDue)
        {
            BeforeMore();
        }

        return _isKnownToBeReadable = Socket.Poll(time, SelectMode.SelectRead);
    }

    internal override FrameBuffer? Receive(int maxBytes)
    {
        // Its receives block, so the reader never suspends.
        var receiving = _reader.ReadAsync(maxBytes, CancellationToken.None);
        return receiving.IsCompleted ? receiving.GetAwaiter().GetResult() : throw new UnreachableException();
    }

    public override ValueTask DisposeAsync()
    {
        End();
        Socket.Dispose();
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Ends a receive that blocks. One that does not would be aborted by the closing, and the connection with it: what
    /// was sent and is still on its way would be thrown away.
    /// </summary>
    private void End()
    {
        try
        {
            Socket.Shutdown(_blocks ? SocketShutdown.Both : SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    /// <summary>Called before waiting for what the other side has still to send.</summary>
    private protected virtual void BeforeMore()
    {
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveSomeAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        var received = await Socket.ReceiveAsync(target, SocketFlags.None, cancellationToken).ConfigureAwait(false);
        BeforeMore();
        return received;
    }

    private ValueTask<int> ReceiveBlockingAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        if (!_isKnownToBeReadable)
        {
            BeforeMore();
            BlockingSocket.Wait(Socket, SelectMode.SelectRead, cancellationToken);
        }

        _isKnownToBeReadable = false;
        while (true)
        {
            var received = Socket.Receive(target.Span, SocketFlags.None, out var error);
            if (error == SocketError.Success)
            {
                return new ValueTask<int>(received);
            }

            BlockingSocket.ThrowUnlessFull(error);
            BlockingSocket.Wait(Socket, SelectMode.SelectRead, cancellationToken);
        }
    }

    private async ValueTask SendBatchAsync(ReadOnlyMemory<FrameBuffer> frames, CancellationToken cancellationToken)
    {
        var batch = ArrayPool<byte>.Shared.Rent(BatchBytes);
        var filled = 0;
        for (var i = 0; i < frames.Length; i++)
        {
            var bytes = frames.Span[i].Seal();
            var isLarge = bytes.Length > MaxCopiedBytes || frames.Span[i].Outgoing is not null;
            if (filled > 0 && (isLarge || filled + bytes.Length > batch.Length))
            {
                await SendAllAsync(batch.AsMemory(0, filled), cancellationToken).ConfigureAwait(false);
                filled = 0;
            }

            if (isLarge)
            {
                await SendAsync(frames.Span[i], cancellationToken).ConfigureAwait(false);
                continue;
            }

            bytes.CopyTo(batch.AsMemory(filled));
            filled += bytes.Length;
        }

        if (filled > 0)
        {
            await SendAllAsync(batch.AsMemory(0, filled), cancellationToken).ConfigureAwait(false);
        }

        // Not in a finally: after a failed send the system may still hold the array.
        ArrayPool<byte>.Shared.Return(batch);
    }

    private ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!_blocks)
        {
            return SendSlowlyAsync(bytes, cancellationToken);
        }

        var sent = Socket.Send(bytes.Span, SocketFlags.None, out var error);
        if (error == SocketError.Success && sent == bytes.Length)
        {
            return ValueTask.CompletedTask;
        }

        if (error != SocketError.Success)
        {
            BlockingSocket.ThrowUnlessFull(error);
            sent = 0;
        }

        return new ValueTask(BlockingSocket.SendAsync(Socket, bytes[sent..], cancellationToken));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendSlowlyAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            var sent = await Socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            bytes = bytes[sent..];
        }
    }
}
