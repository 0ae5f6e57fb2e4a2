using System.Buffers;
using System.Buffers.Binary;

namespace Bridge.Connections;

/// <summary>The body of one frame in a pooled array, with room for the header in front.</summary>
/// <remarks>
/// Header and body go out in one write: CPython leaves Nagle's algorithm on, and two writes cost 40 ms on TCP.
/// Not thread-safe; one owner at a time, who disposes it. Disposing twice is harmless.
/// </remarks>
internal sealed class FrameBuffer : IBufferWriter<byte>, IDisposable
{
    internal const int HeaderBytes = 4;

    // Fresh memory costs more than what is done with it; but larger arrays would stay in the pool for long.
    private const int MaxPooledBytes = 4 * 1024 * 1024;
    private const int MinGrowth = 256;

    private byte[]? _array;
    private int _end = HeaderBytes;
    private OutgoingOperands? _outgoing;
    private IncomingOperand? _incoming;

    private FrameBuffer(byte[] array) => _array = array;

    /// <summary>Bytes in the body, those of operands that are elsewhere included.</summary>
    internal int Length => OwnLength + (int)(_outgoing?.Length ?? 0) + (_incoming is { } operand ? operand.Filled : 0);

    /// <summary>The operands that are sent from where they are; null for none.</summary>
    internal OutgoingOperands? Outgoing => _outgoing;

    /// <summary>The operand that was received to where the caller wants it; null for none.</summary>
    internal IncomingOperand? Incoming => _incoming;

    /// <summary>The bytes of the body that are in the array.</summary>
    internal ReadOnlySpan<byte> OwnSpan => Array.AsSpan(HeaderBytes, OwnLength);

    /// <summary>Bytes that fit without growing.</summary>
    internal int FreeBytes => Array.Length - _end;

    internal ReadOnlyMemory<byte> Body => Whole().AsMemory(HeaderBytes, Length);

    internal ReadOnlySpan<byte> BodySpan => Whole().AsSpan(HeaderBytes, Length);

    private int OwnLength => _end - HeaderBytes;

    private byte[] Array => _array ?? throw new ObjectDisposedException(nameof(FrameBuffer));

    /// <summary>An empty frame with room for at least <paramref name="sizeHint"/> bytes.</summary>
    internal static FrameBuffer Rent(int sizeHint = MinGrowth) => new(RentArray((long)sizeHint + HeaderBytes));

    /// <summary>A frame with this body.</summary>
    internal static FrameBuffer Of(ReadOnlySpan<byte> body)
    {
        var frame = Rent(body.Length);
        frame.Write(body);
        return frame;
    }

    /// <summary>Adds a long operand, which is sent from where it is.</summary>
    internal void AddOperand(ReadOnlyMemory<byte> operand)
    {
        ThrowIfTooLong((long)Length + operand.Length + HeaderBytes);
        (_outgoing ??= new OutgoingOperands()).Add(_end, operand);
    }

    /// <summary>Receives what comes behind the operand's offset to where it belongs, until that is full.</summary>
    internal void Place(IncomingOperand operand)
    {
        var moved = OwnSpan[operand.Offset..];
        moved.CopyTo(operand.Memory.Span);
        operand.Advance(moved.Length);
        _end = HeaderBytes + operand.Offset;
        _incoming = operand;
    }

    /// <summary>Brings operands that are elsewhere into the frame.</summary>
    internal void Flatten() => Whole();

    /// <summary>Where at most so many bytes that come next belong.</summary>
    internal Memory<byte> NextTarget(int most)
    {
        var target = _incoming is { Free.IsEmpty: false } operand ? operand.Free : GetMemory(Math.Min(most, MinGrowth));
        return target[..Math.Min(most, target.Length)];
    }

    /// <summary>Says that so many bytes were written to <see cref="NextTarget"/>.</summary>
    internal void AdvanceTarget(int count)
    {
        if (_incoming is { Free.IsEmpty: false } operand)
        {
            operand.Advance(count);
        }
        else
        {
            Advance(count);
        }
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, FreeBytes);
        _end += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return Array.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return Array.AsSpan(_end);
    }

    /// <summary>Makes room for a body of this many bytes, and no more.</summary>
    internal void GrowTo(int bodyBytes)
    {
        if (bodyBytes > Array.Length - HeaderBytes)
        {
            Replace((long)bodyBytes + HeaderBytes);
        }
    }

    /// <summary>Writes the header and returns header and body, ready to be sent in one write; without operands that are elsewhere.</summary>
    internal ReadOnlyMemory<byte> Seal()
    {
        BinaryPrimitives.WriteInt32BigEndian(Array, Length);
        return Array.AsMemory(0, _end);
    }

    public void Dispose()
    {
        var array = Interlocked.Exchange(ref _array, null);
        if (array is not null)
        {
            Return(array);
        }
    }

    private static byte[] RentArray(long bytes)
    {
        ThrowIfTooLong(bytes);
        return bytes <= MaxPooledBytes
            ? ArrayPool<byte>.Shared.Rent((int)bytes)
            : GC.AllocateUninitializedArray<byte>((int)bytes);
    }

    private static void ThrowIfTooLong(long bytes)
    {
        if (bytes > System.Array.MaxLength)
        {
            throw new PicklingException(
                $"The message needs {bytes} bytes; a frame holds at most {System.Array.MaxLength - HeaderBytes}. "
                + "Send the data in several calls.");
        }
    }

    /// <summary>The array, with the operands in their place.</summary>
    private byte[] Whole()
    {
        var own = Array;
        if (_outgoing is null && _incoming is null)
        {
            return own;
        }

        var end = HeaderBytes + Length;
        var whole = RentArray(end);
        if (_outgoing is { } outgoing)
        {
            outgoing.CopyTo(own.AsSpan(0, _end), whole);
        }
        else
        {
            _incoming!.CopyTo(own.AsSpan(0, _end), HeaderBytes, whole);
        }

        (_array, _end, _outgoing, _incoming) = (whole, end, null, null);
        Return(own);
        return whole;
    }

    private static void Return(byte[] array)
    {
        if (array.Length <= MaxPooledBytes)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private void EnsureFree(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        var needed = (long)_end + Math.Max(sizeHint, 1);
        if (needed > Array.Length)
        {
            Replace(Math.Max(needed, Math.Min(Array.Length * 2L, System.Array.MaxLength)));
        }
    }

    private void Replace(long bytes)
    {
        var old = Array;
        var larger = RentArray(bytes);
        old.AsSpan(0, _end).CopyTo(larger);
        _array = larger;
        Return(old);
    }
}
