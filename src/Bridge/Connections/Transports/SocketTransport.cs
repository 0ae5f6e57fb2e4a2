using System.Buffers;
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

    private protected SocketTransport(Socket socket)
    {
        Socket = socket;
        _reader = new FrameReader(ReceiveSomeAsync);
    }

    internal override bool HasPartialFrame => _reader.HasPartialFrame;

    private protected Socket Socket { get; }

    internal override bool IsReadable() => _reader.HasPartialFrame || Socket.Poll(0, SelectMode.SelectRead);

    internal override ValueTask SendAsync(FrameBuffer frame, CancellationToken cancellationToken) =>
        SendAllAsync(frame.Seal(), cancellationToken);

    internal override ValueTask SendAsync(ReadOnlyMemory<FrameBuffer> frames, CancellationToken cancellationToken) =>
        frames.Length == 1 ? SendAsync(frames.Span[0], cancellationToken) : SendBatchAsync(frames, cancellationToken);

    internal override ValueTask<FrameBuffer?> ReceiveAsync(int maxBytes, CancellationToken cancellationToken) =>
        _reader.ReadAsync(maxBytes, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        Socket.Dispose();
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Receives what is there, at least one byte; 0 at the end.</summary>
    private protected virtual ValueTask<int> ReceiveSomeAsync(Memory<byte> target, CancellationToken cancellationToken) =>
        Socket.ReceiveAsync(target, SocketFlags.None, cancellationToken);

    private async ValueTask SendBatchAsync(ReadOnlyMemory<FrameBuffer> frames, CancellationToken cancellationToken)
    {
        var batch = ArrayPool<byte>.Shared.Rent(BatchBytes);
        var filled = 0;
        for (var i = 0; i < frames.Length; i++)
        {
            var bytes = frames.Span[i].Seal();
            var isLarge = bytes.Length > MaxCopiedBytes;
            if (filled > 0 && (isLarge || filled + bytes.Length > batch.Length))
            {
                await SendAllAsync(batch.AsMemory(0, filled), cancellationToken).ConfigureAwait(false);
                filled = 0;
            }

            if (isLarge)
            {
                await SendAllAsync(bytes, cancellationToken).ConfigureAwait(false);
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            var sent = await Socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            bytes = bytes[sent..];
        }
    }
}
