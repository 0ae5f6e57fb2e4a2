using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Bridge.Connections;

/// <summary>Cuts a byte stream into frames: <c>int32 big-endian length + body</c>.</summary>
/// <remarks>
/// <para>
/// Reads ahead into a pooled buffer, so that several small replies cost one receive. The length is compared with the
/// limit before memory is taken, and what is announced beyond a first MiB gets memory when that has come.
/// </para>
/// <para>One reader at a time. See Lib/multiprocessing/connection.py, <c>Connection._recv_bytes</c>.</para>
/// </remarks>
internal sealed class FrameReader : IDisposable
{
    private const int ReadAheadBytes = 32 * 1024;
    private const int FirstBodyBytes = 1024 * 1024;

    // A frame of less is not asked whether its bytes belong elsewhere.
    private const int MinPlacedBytes = 128 * 1024;
    private const int HeadBytes = 256;
    private const int ExtendedMarker = -1;
    private const int ExtendedHeaderBytes = FrameBuffer.HeaderBytes + sizeof(ulong);

    private const int Idle = 0;
    private const int Reading = 1;
    private const int Disposed = 2;

    private readonly Func<Memory<byte>, CancellationToken, ValueTask<int>> _receive;
    private readonly byte[] _ahead = ArrayPool<byte>.Shared.Rent(ReadAheadBytes);
    private int _start;
    private int _end;
    private int _state;
    private bool _inBody;

    /// <summary>Creates a reader over a receive function that returns 0 at the end.</summary>
    internal FrameReader(Func<Memory<byte>, CancellationToken, ValueTask<int>> receive) => _receive = receive;

    /// <summary>
    /// Asked about a long frame of which the first bytes are there, and its length: whether its operand belongs elsewhere,
    /// and then to <see cref="FrameBuffer.Place"/> it. Null for never.
    /// </summary>
    internal Action<FrameBuffer, int>? Placing { get; set; }

    /// <summary>Whether bytes were received that belong to a frame nobody has got yet.</summary>
    internal bool HasPartialFrame => _inBody || Available > 0;

    private int Available => _end - _start;

    /// <summary>The next frame, or null when the stream ends at a frame boundary.</summary>
    /// <exception cref="BridgeProtocolException">The length is negative or above <paramref name="maxBytes"/>.</exception>
    /// <exception cref="EndOfStreamException">The stream ended inside a frame.</exception>
    internal ValueTask<FrameBuffer?> ReadAsync(int maxBytes, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            if (TryTakeWhole(maxBytes, out var frame))
            {
                Leave();
                return new ValueTask<FrameBuffer?>(frame);
            }
        }
        catch
        {
            Leave();
            throw;
        }

        return ReadSlowAsync(maxBytes, cancellationToken);
    }

    public void Dispose()
    {
        // A receive that is still under way writes into the array; then the reader returns it when it leaves.
        if (Interlocked.Exchange(ref _state, Disposed) == Idle)
        {
            ArrayPool<byte>.Shared.Return(_ahead);
        }
    }

    private bool TryTakeWhole(int maxBytes, out FrameBuffer? frame)
    {
        frame = null;
        if (!TryReadHeader(maxBytes, out var length, out var header) || Available - header < length)
        {
            return false;
        }

        frame = FrameBuffer.Of(_ahead.AsSpan(_start + header, length));
        _start += header + length;
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FrameBuffer?> ReadSlowAsync(int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            int length, header;
            while (!TryReadHeader(maxBytes, out length, out header))
            {
                if (await FillAsync(cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                return Available == 0 ? null : throw EndInsideFrame();
            }

            _start += header;
            _inBody = true;
            var frame = await ReadBodyAsync(length, cancellationToken).ConfigureAwait(false);
            _inBody = false;
            return frame;
        }
        finally
        {
            Leave();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FrameBuffer> ReadBodyAsync(int length, CancellationToken cancellationToken)
    {
        // Not twice as much is taken at once: such a frame would be copied for the sake of a little.
        var first = length < 2 * FirstBodyBytes ? length : FirstBodyBytes;
        var asks = length >= MinPlacedBytes && Placing is not null;
        var frame = FrameBuffer.Rent(asks && first == length ? HeadBytes : first);
        try
        {
            if (asks)
            {
                await ReadPiecesAsync(frame, first == length ? HeadBytes : first, cancellationToken).ConfigureAwait(false);
                Placing!(frame, length);
            }

            if (frame.Incoming is null)
            {
                frame.GrowTo(first);
                await ReadPiecesAsync(frame, first, cancellationToken).ConfigureAwait(false);
                frame.GrowTo(length);
            }

            await ReadPiecesAsync(frame, length, cancellationToken).ConfigureAwait(false);
            return frame;
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReadPiecesAsync(FrameBuffer frame, int length, CancellationToken cancellationToken)
    {
        while (frame.Length < length)
        {
            await ReadPieceAsync(frame, length - frame.Length, cancellationToken).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReadPieceAsync(FrameBuffer frame, int missing, CancellationToken cancellationToken)
    {
        if (Available == 0 && missing >= _ahead.Length / 2)
        {
            // Large: straight into the frame, and not a byte beyond it.
            var received = await _receive(frame.NextTarget(missing), cancellationToken).ConfigureAwait(false);
            frame.AdvanceTarget(received > 0 ? received : throw EndInsideFrame());
            return;
        }

        if (Available == 0 && !await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            throw EndInsideFrame();
        }

        var free = frame.NextTarget(Math.Min(Available, missing)).Span;
        _ahead.AsSpan(_start, free.Length).CopyTo(free);
        frame.AdvanceTarget(free.Length);
        _start += free.Length;
    }

    private bool TryReadHeader(int maxBytes, out int length, out int header)
    {
        length = 0;
        header = FrameBuffer.HeaderBytes;
        var bytes = _ahead.AsSpan(_start, Available);
        if (bytes.Length < header)
        {
            return false;
        }

        var announced = (long)BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (announced == ExtendedMarker)
        {
            header = ExtendedHeaderBytes;
            if (bytes.Length < header)
            {
                return false;
            }

            announced = (long)Math.Min(
                BinaryPrimitives.ReadUInt64BigEndian(bytes[FrameBuffer.HeaderBytes..]), long.MaxValue);
        }

        if (announced < 0)
        {
            throw new BridgeProtocolException(
                $"A frame announced a negative length ({announced}): the other side does not speak as Python does.");
        }

        if (announced > maxBytes)
        {
            throw new BridgeProtocolException(
                $"A frame announced {announced} bytes, and the limit is {maxBytes} (MaxFrameBytes); "
                + "send less in one message, in a run with a smaller batch.");
        }

        length = (int)announced;
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        // Moves at most a partial header: bodies are copied out before more is received.
        _ahead.AsSpan(_start, Available).CopyTo(_ahead);
        _end -= _start;
        _start = 0;

        var received = await _receive(_ahead.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += received;
        return received > 0;
    }

    private static EndOfStreamException EndInsideFrame() => new("The stream ended inside a frame.");

    private void Enter()
    {
        var previous = Interlocked.CompareExchange(ref _state, Reading, Idle);
        ObjectDisposedException.ThrowIf(previous == Disposed, this);
        if (previous == Reading)
        {
            throw new InvalidOperationException("A receive is already under way on this connection.");
        }
    }

    private void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Reading) == Disposed)
        {
            ArrayPool<byte>.Shared.Return(_ahead);
        }
    }
}
