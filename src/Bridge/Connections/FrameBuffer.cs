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

    private FrameBuffer(byte[] array) => _array = array;

    /// <summary>Bytes in the body.</summary>
    internal int Length => _end - HeaderBytes;

    /// <summary>Bytes that fit without growing.</summary>
    internal int FreeBytes => Array.Length - _end;

    internal ReadOnlyMemory<byte> Body => Array.AsMemory(HeaderBytes, Length);

    internal ReadOnlySpan<byte> BodySpan => Array.AsSpan(HeaderBytes, Length);

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

    /// <summary>Writes the header and returns header and body, ready to be sent in one write.</summary>
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
        if (bytes > System.Array.MaxLength)
        {
            throw new PicklingException(
                $"The message needs {bytes} bytes; a frame holds at most {System.Array.MaxLength - HeaderBytes}. "
                + "Send the data in several calls.");
        }

        return bytes <= MaxPooledBytes
            ? ArrayPool<byte>.Shared.Rent((int)bytes)
            : GC.AllocateUninitializedArray<byte>((int)bytes);
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
