using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>Writes the opcodes of pickle protocols 2 to 5. Converters decide what to write.</summary>
/// <remarks>
/// The layout is that of CPython's own pickler (Modules/_pickle.c): the same memo entries, frames and batches.
/// Not thread-safe; <see cref="PickleOptions"/> keeps one for the next pickle.
/// </remarks>
internal sealed class PickleWriter
{
    /// <summary>CPython starts a new batch of APPENDS or SETITEMS after so many items.</summary>
    internal const int BatchSize = 1000;

    private readonly FramedBuffer _out;
    private readonly int _maxMemoEntries;
    private readonly WrittenNames _names = new();
    private WriterMemo _memo = new();
    private int _depth;

    internal PickleWriter(PickleOptions options)
    {
        Options = options;
        Protocol = options.Protocol;
        HasSurrogates = !options.Surrogates.IsEmpty;
        _out = new FramedBuffer(hasFrames: Protocol >= 4);
        _maxMemoEntries = options.Limits.MaxMemoEntries;
    }

    internal PickleOptions Options { get; }

    internal int Protocol { get; }

    /// <summary>Whether a type of the library may have a converter of the caller.</summary>
    internal bool HasSurrogates { get; }

    /// <summary>What converters remember while one pickle is written.</summary>
    internal WriterNotes Notes { get; } = new();

    /// <summary>The bytes written so far, and room for more of them.</summary>
    internal FramedBuffer Output => _out;

    /// <summary>Writes one whole pickle; <see cref="Output"/> has it then.</summary>
    internal void WritePickle<T>(T value)
    {
        Begin();
        Options.Converters.Get<T>().Write(this, value);
        End();
    }

    /// <summary>Begins a pickle that is written piece by piece.</summary>
    internal void Begin() => _out.Begin((byte)Protocol);

    /// <summary>Ends it.</summary>
    internal void End()
    {
        WriteOpcode(Opcode.Stop);
        _out.End();
    }

    /// <summary>Writes a value by its type at run time, without a box where that type is known.</summary>
    internal void WriteArgument<T>(T value)
    {
        if (typeof(T).IsValueType || typeof(T) == typeof(string))
        {
            Options.Converters.Get<T>().Write(this, value);
        }
        else
        {
            WriteObject(value);
        }
    }

    /// <summary>Makes the writer ready for another pickle, whatever became of the last one.</summary>
    internal void Reset()
    {
        _memo.Clear();
        _names.Clear();
        _out.Clear();
        _depth = 0;
        Notes.Clear();
    }

    /// <summary>Writes a value by its type at run time.</summary>
    internal void WriteObject(object? value) => ObjectConverter.WriteByType(this, value);

    internal void WriteOpcode(Opcode opcode) => _out.Write((byte)opcode);

    internal void WriteNone() => WriteOpcode(Opcode.None);

    internal void WriteBool(bool value) => WriteOpcode(value ? Opcode.NewTrue : Opcode.NewFalse);

    internal void WriteInteger(long value) =>
        _out.Advance(IntegerEncoding.Write(value, _out.Reserve(IntegerEncoding.MaxBytes)));

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
        _out.Write(bytes);
    }

    internal void WriteFloat(double value)
    {
        var span = _out.Reserve(9);
        span[0] = (byte)Opcode.BinFloat;
        BinaryPrimitives.WriteDoubleBigEndian(span[1..], value);
        _out.Advance(9);
    }

    /// <summary>Writes a str, or a reference when this very instance was written before.</summary>
    internal void WriteString(string value)
    {
        if (!_memo.TryAdd(value, out var index))
        {
            WriteIndexed(Opcode.BinGet, Opcode.LongBinGet, index);
            return;
        }

        WriteText(value);
        WriteMemoEntry(index);
        _out.EndObject();
    }

    /// <summary>Writes a str as <see cref="WriteString"/> does, and tells its place in the memo.</summary>
    internal int WriteKey(string value)
    {
        WriteString(value);
        return _memo.Find(value);
    }

    /// <summary>
    /// Goes into a dict that gets several items in one batch: EMPTY_DICT, its memo entry, MARK. False after a reference,
    /// when the instance was written before.
    /// </summary>
    internal bool TryBeginDict(object? identity)
    {
        var index = 0;
        if (identity is not null && !_memo.TryAdd(identity, out index))
        {
            WriteReference(index);
            return false;
        }

        Enter();
        var span = _out.Reserve(2);
        span[0] = (byte)Opcode.EmptyDict;
        if (identity is null)
        {
            span[1] = (byte)Opcode.Mark;
            _out.Advance(2);
            return true;
        }

        _out.Advance(1);
        WriteMemoEntry(index);
        WriteOpcode(Opcode.Mark);
        return true;
    }

    /// <summary>Tells how many str are to come, each with a memo entry.</summary>
    internal void ExpectStrings(int count) => _memo.Expect(count);

    /// <summary>Writes a str without a memo entry.</summary>
    internal void WriteText(ReadOnlySpan<char> text)
    {
        if (text.Length <= byte.MaxValue && Protocol >= 4)
        {
            var span = _out.Reserve(2 + text.Length);
            if (Utf8Text.TryNarrow(text, span[2..]))
            {
                span[0] = (byte)Opcode.ShortBinUnicode;
                span[1] = (byte)text.Length;
                _out.Advance(2 + text.Length);
                return;
            }
        }

        // A lone surrogate counts as U+FFFD here, which has three bytes too.
        var count = Encoding.UTF8.GetByteCount(text);
        CheckOperand(count);
        var isUnframed = _out.BeginOperand(count);
        WriteHeader(Protocol >= 4 ? Opcode.ShortBinUnicode : Opcode.BinUnicode, Opcode.BinUnicode, count);
        _out.Advance(Utf8Text.Encode(text, _out.Reserve(count)));
        _out.EndOperand(isUnframed);
    }

    /// <summary>Writes a str that a .NET string cannot hold.</summary>
    internal void WriteText(PythonString text)
    {
        if (TryWriteReference(text))
        {
            return;
        }

        var utf8 = text.Utf8;
        CheckOperand(utf8.Length);
        var isUnframed = _out.BeginOperand(utf8.Length);
        WriteHeader(Protocol >= 4 ? Opcode.ShortBinUnicode : Opcode.BinUnicode, Opcode.BinUnicode, utf8.Length);
        _out.WriteOperand(utf8);
        _out.EndOperand(isUnframed);
        Memoize(text);
        _out.EndObject();
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="value">The bytes; not copied before the pickle is complete when they are many.</param>
    /// <param name="identity">What is written once and then referred to; null for none.</param>
    internal void WriteByteString(ReadOnlyMemory<byte> value, object? identity)
    {
        if (TryWriteReference(identity))
        {
            return;
        }

        if (Protocol < 3)
        {
            Python2Writing.WriteBytes(this, value.Span, identity);
            return;
        }

        CheckOperand(value.Length);
        var isUnframed = _out.BeginOperand(value.Length);
        WriteHeader(Opcode.ShortBinBytes, Opcode.BinBytes, value.Length);
        _out.WriteOperand(value);
        _out.EndOperand(isUnframed);
        Memoize(identity);
        _out.EndObject();
    }

    /// <summary>Writes a bytearray of protocol 5, by its opcode.</summary>
    internal void WriteByteArray8(ReadOnlyMemory<byte> value)
    {
        CheckOperand(value.Length);
        var isUnframed = _out.BeginOperand(value.Length);
        var span = _out.Reserve(9);
        span[0] = (byte)Opcode.ByteArray8;
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], value.Length);
        _out.Advance(9);
        _out.WriteOperand(value);
        _out.EndOperand(isUnframed);
    }

    /// <summary>Writes a class or function by name.</summary>
    internal void WriteGlobal(PythonGlobal global)
    {
        if (TryWriteReference(global) || TryWriteReference(_names.FirstOf(global)))
        {
            return;
        }

        if (Protocol >= 4)
        {
            WriteString(_names.FirstOf(global.Module));
            WriteString(global.Name);
            WriteOpcode(Opcode.StackGlobal);
        }
        else
        {
            Python2Writing.WriteGlobal(this, global);
        }

        Memoize(global);
    }

    /// <summary>Writes the bytes of an opcode with text operands as they are.</summary>
    internal void WriteRaw(ReadOnlySpan<byte> bytes) => _out.Write(bytes);

    /// <summary>Ends a call: arguments and function are on Python's stack, its result is remembered.</summary>
    internal void WriteReduce(Opcode tuple, object? identity)
    {
        WriteOpcode(tuple);
        Memoize();
        WriteOpcode(Opcode.Reduce);
        AddToMemo(identity);
        _out.EndObject();
    }

    /// <summary>Writes a reference to a memo entry.</summary>
    internal void WriteReference(int index) => WriteIndexed(Opcode.BinGet, Opcode.LongBinGet, index);

    /// <summary>Writes a reference if the instance was written before.</summary>
    internal bool TryWriteReference(object? identity)
    {
        int index;
        if (identity is null || (index = _memo.Find(identity)) < 0)
        {
            return false;
        }

        WriteReference(index);
        return true;
    }

    internal bool IsMemoized(object identity) => _memo.Find(identity) >= 0;

    /// <summary>Remembers the value on top of Python's stack, when it has an identity.</summary>
    internal void Memoize(object? identity)
    {
        if (identity is not null)
        {
            AddToMemo(identity);
        }
    }

    /// <summary>A memo entry that CPython writes, for something that nothing here can refer to.</summary>
    internal void Memoize() => AddToMemo(null);

    /// <summary>Goes one container deeper; <see cref="Leave"/> comes back.</summary>
    internal void Enter()
    {
        if (++_depth > Options.Limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw PickleErrors.TooDeepToWrite(Options.Limits.MaxDepth);
        }
    }

    internal void Leave()
    {
        _depth--;
        _out.EndObject();
    }

    private void AddToMemo(object? identity)
    {
        WriteMemoEntry(_memo.Count);
        _memo.Add(identity);
    }

    private void WriteMemoEntry(int index)
    {
        if (index >= _maxMemoEntries)
        {
            throw new PicklingException(
                $"The value needs more than {_maxMemoEntries} memo entries (MaxMemoEntries).");
        }

        if (Protocol >= 4)
        {
            WriteOpcode(Opcode.Memoize);
        }
        else
        {
            WriteIndexed(Opcode.BinPut, Opcode.LongBinPut, index);
        }
    }

    private void WriteIndexed(Opcode small, Opcode large, int index)
    {
        var span = _out.Reserve(5);
        if (index <= byte.MaxValue)
        {
            span[0] = (byte)small;
            span[1] = (byte)index;
            _out.Advance(2);
            return;
        }

        span[0] = (byte)large;
        BinaryPrimitives.WriteInt32LittleEndian(span[1..], index);
        _out.Advance(5);
    }

    private void WriteHeader(Opcode small, Opcode medium, int length)
    {
        var span = _out.Reserve(5);
        if (length <= byte.MaxValue && small != medium)
        {
            span[0] = (byte)small;
            span[1] = (byte)length;
            _out.Advance(2);
            return;
        }

        span[0] = (byte)medium;
        BinaryPrimitives.WriteInt32LittleEndian(span[1..], length);
        _out.Advance(5);
    }

    private void CheckOperand(int length)
    {
        if (length > Options.Limits.MaxOperandBytes)
        {
            throw new PicklingException(
                $"A value of {length} bytes is over the limit; see PickleLimits.MaxOperandBytes.");
        }
    }
}
