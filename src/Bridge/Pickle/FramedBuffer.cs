using System.Buffers;
using System.Buffers.Binary;

namespace Bridge.Pickle;

/// <summary>The bytes of a pickle that is being written, in frames as CPython makes them (Modules/_pickle.c).</summary>
/// <remarks>
/// A frame ends after the first str, bytes or container that makes it 64 KiB long. Operands of that size stand outside of frames;
/// those of bytes are not copied before the pickle is complete. Not thread-safe.
/// </remarks>
internal sealed class FramedBuffer(bool hasFrames)
{
    private const int FrameTarget = 64 * 1024;
    private const int FrameMinimum = 4;
    private const int FrameHeader = 9;
    private const int KeptBytes = 64 * 1024;

    private readonly List<(int Position, ReadOnlyMemory<byte> Operand)> _operands = [];
    private byte[] _bytes = new byte[256];
    private int _position;
    private int _frameStart;
    private bool _isInFrame;
    private long _operandBytes;

    /// <summary>Bytes of the pickle.</summary>
    internal long Length => _position + _operandBytes;

    /// <summary>Bytes of the operands that are not copied yet.</summary>
    internal long OperandBytes => _operandBytes;

    /// <summary>Starts a pickle: PROTO, and the first frame.</summary>
    internal void Begin(byte protocol)
    {
        Write((byte)Opcode.Proto);
        Write(protocol);
        BeginFrame();
    }

    /// <summary>Ends the pickle after STOP.</summary>
    internal void End() => EndFrame();

    internal void Clear()
    {
        if (_bytes.Length > KeptBytes)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = new byte[256];
        }

        _operands.Clear();
        _operandBytes = 0;
        _position = 0;
        _isInFrame = false;
    }

    /// <summary>Room for at least this many bytes; <see cref="Advance"/> says how many were used.</summary>
    internal Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _position < count)
        {
            Grow(count);
        }

        return _bytes.AsSpan(_position);
    }

    internal void Advance(int count) => _position += count;

    internal void Write(byte value)
    {
        if (_position == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[_position++] = value;
    }

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _position += bytes.Length;
    }

    /// <summary>The end of a str, bytes or container, where a frame that is long enough ends.</summary>
    internal void EndObject()
    {
        if (_isInFrame && _position - _frameStart - FrameHeader >= FrameTarget)
        {
            EndFrame();
            BeginFrame();
        }
    }

    /// <summary>Comes before the header of an operand; true when that stands outside of frames.</summary>
    internal bool BeginOperand(int length)
    {
        if (length < FrameTarget || !_isInFrame)
        {
            return false;
        }

        EndFrame();
        return true;
    }

    /// <summary>Writes an operand; a long one by reference.</summary>
    internal void WriteOperand(ReadOnlyMemory<byte> operand)
    {
        if (operand.Length < FrameTarget || _isInFrame)
        {
            Write(operand.Span);
            return;
        }

        _operands.Add((_position, operand));
        _operandBytes += operand.Length;
    }

    internal void EndOperand(bool isUnframed)
    {
        if (isUnframed)
        {
            BeginFrame();
        }
    }

    /// <summary>The whole pickle in an array of its own.</summary>
    /// <exception cref="PicklingException">It is longer than an array can be.</exception>
    internal byte[] ToArray()
    {
        if (Length > Array.MaxLength)
        {
            throw TooLong();
        }

        var result = GC.AllocateUninitializedArray<byte>((int)Length);
        var target = result.AsSpan();
        var start = 0;
        foreach (var (position, operand) in _operands)
        {
            _bytes.AsSpan(start, position - start).CopyTo(target);
            operand.Span.CopyTo(target[(position - start)..]);
            target = target[(position - start + operand.Length)..];
            start = position;
        }

        _bytes.AsSpan(start, _position - start).CopyTo(target);
        return result;
    }

    /// <summary>Copies the whole pickle.</summary>
    internal void CopyTo(IBufferWriter<byte> output)
    {
        // At once: a buffer that grows with each part copies the parts before it, again and again.
        _ = output.GetSpan(Length <= Array.MaxLength ? (int)Length : throw TooLong());
        CopyTo(output, null);
    }

    /// <summary>Copies the pickle, and its long operands as well if nobody takes them in their place.</summary>
    internal void CopyTo(IBufferWriter<byte> output, Action<ReadOnlyMemory<byte>>? takeOperand)
    {
        var start = 0;
        foreach (var (position, operand) in _operands)
        {
            output.Write(_bytes.AsSpan(start, position - start));
            if (takeOperand is null)
            {
                output.Write(operand.Span);
            }
            else
            {
                takeOperand(operand);
            }

            start = position;
        }

        output.Write(_bytes.AsSpan(start, _position - start));
    }

    private static PicklingException TooLong() =>
        new($"The pickle is longer than {Array.MaxLength} bytes; pickle the value in parts.");

    private void BeginFrame()
    {
        if (!hasFrames)
        {
            return;
        }

        Reserve(FrameHeader);
        _frameStart = _position;
        _position += FrameHeader;
        _isInFrame = true;
    }

    private void EndFrame()
    {
        if (!_isInFrame)
        {
            return;
        }

        _isInFrame = false;
        var length = _position - _frameStart - FrameHeader;
        var frame = _bytes.AsSpan(_frameStart, FrameHeader + length);
        if (length < FrameMinimum)
        {
            frame[FrameHeader..].CopyTo(frame);
            _position -= FrameHeader;
            return;
        }

        frame[0] = (byte)Opcode.Frame;
        BinaryPrimitives.WriteInt64LittleEndian(frame[1..], length);
    }

    private void Grow(int count)
    {
        var needed = (long)_position + count;
        if (needed > Array.MaxLength)
        {
            throw TooLong();
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, _bytes.Length * 2L), Array.MaxLength));
        _bytes.AsSpan(0, _position).CopyTo(larger);
        if (_bytes.Length > 256)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
