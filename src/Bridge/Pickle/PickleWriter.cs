using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>
/// Writes the opcodes of pickle protocol 4, with a memo by reference. Converters decide what to write.
/// </summary>
/// <remarks>
/// No FRAME opcodes: they are optional, every CPython reads without them, and small messages stay smaller.
/// Nothing that readers before 3.8 do not know is ever written (BYTEARRAY8, pickle protocol 5).
/// </remarks>
internal sealed class PickleWriter : IDisposable
{
    private const int ScratchSize = 16 * 1024;

    private readonly IBufferWriter<byte> _output;
    private readonly Dictionary<object, int> _memo = new(ReferenceEqualityComparer.Instance);
    private byte[] _scratch = ArrayPool<byte>.Shared.Rent(ScratchSize);
    private int _used;
    private int _depth;

    internal PickleWriter(IBufferWriter<byte> output, PickleOptions options)
    {
        _output = output;
        Options = options;
    }

    internal PickleOptions Options { get; }

    /// <summary>Writes one whole pickle.</summary>
    internal static void Write<T>(IBufferWriter<byte> output, T value, PickleOptions options)
    {
        using var writer = new PickleWriter(output, options);
        writer.WriteBytes([(byte)Opcode.Proto, 4]);
        options.Converters.Get<T>().Write(writer, value);
        writer.WriteOpcode(Opcode.Stop);
        writer.Flush();
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = [];
    }

    /// <summary>Writes a value by its type at run time.</summary>
    internal void WriteObject(object? value) => ObjectConverter.WriteByType(this, value);

    internal void WriteOpcode(Opcode opcode) => Reserve(1)[0] = (byte)opcode;

    internal void WriteNone() => WriteOpcode(Opcode.None);

    internal void WriteBool(bool value) => WriteOpcode(value ? Opcode.NewTrue : Opcode.NewFalse);

    internal void WriteInteger(long value)
    {
        switch (value)
        {
            case >= 0 and <= byte.MaxValue:
                WriteBytes([(byte)Opcode.BinInt1, (byte)value]);
                break;
            case >= 0 and <= ushort.MaxValue:
                WriteBytes([(byte)Opcode.BinInt2, (byte)value, (byte)(value >> 8)]);
                break;
            case >= int.MinValue and <= int.MaxValue:
                var span = Reserve(5);
                span[0] = (byte)Opcode.BinInt;
                BinaryPrimitives.WriteInt32LittleEndian(span[1..], (int)value);
                break;
            default:
                WriteLong(value);
                break;
        }
    }

    internal void WriteInteger(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            WriteInteger((long)value);
            return;
        }

        var bytes = value.ToByteArray();
        if (bytes.Length > Options.Limits.MaxIntegerBytes)
        {
            throw new PicklingException(
                $"An int of {bytes.Length} bytes is over the limit; see PickleLimits.MaxIntegerBytes.");
        }

        WriteHeader(Opcode.Long1, Opcode.Long4, bytes.Length);
        WriteBytes(bytes);
    }

    internal void WriteFloat(double value)
    {
        var span = Reserve(9);
        span[0] = (byte)Opcode.BinFloat;
        BinaryPrimitives.WriteDoubleBigEndian(span[1..], value);
    }

    /// <summary>Writes a str, or a reference when this very instance was written before.</summary>
    internal void WriteString(string value)
    {
        if (!TryWriteReference(value))
        {
            WriteText(value);
            Memoize(value);
        }
    }

    /// <summary>Writes a str without a memo entry.</summary>
    internal void WriteText(ReadOnlySpan<char> text)
    {
        const int Short = byte.MaxValue / 3;
        if (text.Length <= Short)
        {
            var span = Reserve(2 + Utf8Text.MaxByteCount(text.Length), advance: false);
            var written = Utf8Text.Encode(text, span[2..]);
            span[0] = (byte)Opcode.ShortBinUnicode;
            span[1] = (byte)written;
            _used += 2 + written;
            return;
        }

        // A lone surrogate counts as U+FFFD here, which has three bytes too.
        var count = Encoding.UTF8.GetByteCount(text);
        CheckOperand(count);
        WriteHeader(Opcode.ShortBinUnicode, Opcode.BinUnicode, count);
        if (count <= ScratchSize)
        {
            Utf8Text.Encode(text, Reserve(count));
            return;
        }

        Flush();
        Utf8Text.Encode(text, _output.GetSpan(count));
        _output.Advance(count);
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="value">The bytes.</param>
    /// <param name="identity">What is written once and then referred to; null for none.</param>
    internal void WriteByteString(ReadOnlySpan<byte> value, object? identity)
    {
        if (TryWriteReference(identity))
        {
            return;
        }

        CheckOperand(value.Length);
        WriteHeader(Opcode.ShortBinBytes, Opcode.BinBytes, value.Length);
        WriteBytes(value);
        Memoize(identity);
    }

    /// <summary>Writes a class or function by name.</summary>
    internal void WriteGlobal(PythonGlobal global)
    {
        if (!TryWriteReference(global))
        {
            WriteString(global.Module);
            WriteString(global.Name);
            WriteOpcode(Opcode.StackGlobal);
            Memoize(global);
        }
    }

    /// <summary>Writes a reference if the instance was written before.</summary>
    internal bool TryWriteReference(object? identity)
    {
        if (identity is null || !_memo.TryGetValue(identity, out var index))
        {
            return false;
        }

        if (index <= byte.MaxValue)
        {
            WriteBytes([(byte)Opcode.BinGet, (byte)index]);
        }
        else
        {
            var span = Reserve(5);
            span[0] = (byte)Opcode.LongBinGet;
            BinaryPrimitives.WriteInt32LittleEndian(span[1..], index);
        }

        return true;
    }

    internal bool IsMemoized(object identity) => _memo.ContainsKey(identity);

    /// <summary>Remembers the value on top of Python's stack.</summary>
    internal void Memoize(object? identity)
    {
        if (identity is null)
        {
            return;
        }

        if (_memo.Count >= Options.Limits.MaxMemoEntries)
        {
            throw new PicklingException(
                $"The value needs more than {Options.Limits.MaxMemoEntries} memo entries (MaxMemoEntries).");
        }

        _memo.Add(identity, _memo.Count);
        WriteOpcode(Opcode.Memoize);
    }

    /// <summary>Goes one container deeper; <see cref="Leave"/> comes back.</summary>
    internal void Enter()
    {
        if (++_depth > Options.Limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw PickleErrors.TooDeepToWrite(Options.Limits.MaxDepth);
        }
    }

    internal void Leave() => _depth--;

    private void WriteLong(long value)
    {
        var span = Reserve(10, advance: false);
        BinaryPrimitives.WriteInt64LittleEndian(span[2..], value);
        var count = 8;
        while (count > 1 && span[count + 1] == (value < 0 ? 0xff : 0) && (span[count] >= 0x80) == (value < 0))
        {
            count--;
        }

        span[0] = (byte)Opcode.Long1;
        span[1] = (byte)count;
        _used += 2 + count;
    }

    private void WriteHeader(Opcode small, Opcode medium, int length)
    {
        if (length <= byte.MaxValue)
        {
            WriteBytes([(byte)small, (byte)length]);
            return;
        }

        var span = Reserve(5);
        span[0] = (byte)medium;
        BinaryPrimitives.WriteInt32LittleEndian(span[1..], length);
    }

    private void CheckOperand(int length)
    {
        if (length > Options.Limits.MaxOperandBytes)
        {
            throw new PicklingException(
                $"A value of {length} bytes is over the limit; see PickleLimits.MaxOperandBytes.");
        }
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= ScratchSize)
        {
            bytes.CopyTo(Reserve(bytes.Length));
            return;
        }

        Flush();
        _output.Write(bytes);
    }

    private Span<byte> Reserve(int count, bool advance = true)
    {
        if (_used + count > _scratch.Length)
        {
            Flush();
        }

        var span = _scratch.AsSpan(_used, count);
        if (advance)
        {
            _used += count;
        }

        return span;
    }

    private void Flush()
    {
        _output.Write(_scratch.AsSpan(0, _used));
        _used = 0;
    }
}
