using System.Buffers.Binary;

namespace Bridge.Pickle;

/// <summary>Reads opcodes and their operands. Knows where it is, so that every failure can say so.</summary>
internal ref struct PickleCursor
{
    private readonly ReadOnlySpan<byte> _pickle;
    private readonly PickleLimits _limits;
    private int _next;

    internal PickleCursor(ReadOnlySpan<byte> pickle, PickleLimits limits)
    {
        _pickle = pickle;
        _limits = limits;
    }

    /// <summary>Where the running opcode is.</summary>
    internal int Offset { get; private set; }

    internal Opcode Opcode { get; private set; }

    internal readonly int Length => _pickle.Length;

    internal readonly int Remaining => _pickle.Length - _next;

    internal readonly int Next => _next;

    internal readonly ReadOnlySpan<byte> Rest => _pickle[_next..];

    /// <summary>Goes on where a part of <see cref="Rest"/> begins that reaches to the end.</summary>
    internal void SkipTo(ReadOnlySpan<byte> rest) => _next = _pickle.Length - rest.Length;

    /// <summary>Whether the next byte is an opcode.</summary>
    internal readonly bool IsNext(Opcode opcode) => _next < _pickle.Length && _pickle[_next] == (byte)opcode;

    /// <summary>How many more items there can be, if the rest is like the last ones.</summary>
    internal readonly int EstimateMore(int count, int start) =>
        (int)Math.Min(int.MaxValue, (long)Remaining * count / Math.Max(1, _next - start));

    internal Opcode ReadOpcode()
    {
        if (_next >= _pickle.Length)
        {
            throw new UnpicklingException("The pickle ends without STOP; it was cut off.", _next);
        }

        Offset = _next;
        Opcode = (Opcode)_pickle[_next++];
        return Opcode;
    }

    internal byte ReadByte() => Take(1)[0];

    internal int ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    internal int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    internal uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    internal ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    internal double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A string or bytes operand, behind its length.</summary>
    internal ReadOnlySpan<byte> ReadOperand(ulong length) =>
        Take(CheckLength(length, _limits.MaxOperandBytes, nameof(PickleLimits.MaxOperandBytes)));

    /// <summary>The two's complement of an int, behind its length.</summary>
    internal ReadOnlySpan<byte> ReadInteger(ulong length) =>
        Take(CheckLength(length, _limits.MaxIntegerBytes, nameof(PickleLimits.MaxIntegerBytes)));

    /// <summary>A length that protocol 0 to 2 pickles write as a signed number.</summary>
    internal ulong ReadSignedLength()
    {
        var length = ReadInt32();
        return length >= 0 ? (ulong)length : throw Fail("a negative length");
    }

    /// <summary>A text operand, without its newline.</summary>
    internal ReadOnlySpan<byte> ReadLine()
    {
        var length = _pickle[_next..].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Fail("the line has no end");
        }

        var line = ReadOperand((ulong)length);
        _next++;
        return line;
    }

    /// <summary>The text of an int, without its newline.</summary>
    internal ReadOnlySpan<byte> ReadIntegerLine()
    {
        var line = ReadLine();
        return line.Length <= _limits.MaxIntegerBytes
            ? line
            : throw OverLimit((ulong)line.Length, _limits.MaxIntegerBytes, nameof(PickleLimits.MaxIntegerBytes));
    }

    /// <summary>A copy of an operand, into memory that is not cleared first.</summary>
    internal static byte[] Copy(ReadOnlySpan<byte> bytes)
    {
        var copy = GC.AllocateUninitializedArray<byte>(bytes.Length);
        bytes.CopyTo(copy);
        return copy;
    }

    /// <summary>The exception for a malformed or refused pickle.</summary>
    /// <param name="problem">What is wrong; goes into the middle of a sentence.</param>
    internal readonly UnpicklingException Fail(string problem) => PickleErrors.At(Opcode, Offset, problem);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            throw Fail($"{count} bytes should follow, {Remaining} are left");
        }

        var bytes = _pickle.Slice(_next, count);
        _next += count;
        return bytes;
    }

    private readonly int CheckLength(ulong length, int limit, string name)
    {
        if (length > (ulong)Remaining && length > (ulong)Math.Max(Remaining, limit))
        {
            throw Fail($"{length} bytes should follow, {Remaining} are left");
        }

        return length <= (ulong)limit ? (int)length : throw OverLimit(length, limit, name);
    }

    private readonly UnpicklingException OverLimit(ulong length, int limit, string name) =>
        Fail($"a length of {length} is over the limit of {limit}; see PickleLimits.{name}");
}
