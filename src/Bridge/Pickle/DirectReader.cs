using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>
/// Reads a pickle of a known .NET type in one pass, without natural values in between, where it has the shape that
/// CPython writes. Gives up at anything else, and <see cref="PickleReader"/> starts again.
/// </summary>
/// <remarks>Every method answers false to give up; nothing here throws for bad bytes.</remarks>
internal ref struct DirectReader
{
    private readonly ReadOnlySpan<byte> _pickle;
    private readonly PickleLimits _limits;
    private AllocationMeter _meter;
    private int _next;
    private int _depth;
    private DirectMemo _memo;

    private DirectReader(ReadOnlySpan<byte> pickle, PickleLimits limits)
    {
        _pickle = pickle;
        _limits = limits;
        _memo = new DirectMemo();
        _meter = new AllocationMeter(limits);
    }

    /// <summary>What is left to read.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _pickle[_next..];

    internal void Advance(int count) => _next += count;

    /// <summary>Reads one whole pickle; false when it is not as simple as that.</summary>
    internal static bool TryRead<T>(ReadOnlySpan<byte> pickle, PickleOptions options, out T value)
    {
        if (pickle is not [(byte)Opcode.Proto, >= 2 and <= 5, ..])
        {
            value = default!;
            return false;
        }

        var reader = new DirectReader(pickle, options.Limits) { _next = 2 };
        try
        {
            return options.Converters.Get<T>().TryReadDirect(ref reader, out value)
                && reader.TrySkip(Opcode.Stop)
                && reader._next == pickle.Length;
        }
        finally
        {
            reader._memo.Release();
        }
    }

    /// <summary>Reads a pickled pair of a known str and a value; false when it is anything else.</summary>
    internal static bool TryReadPair<T>(
        ReadOnlySpan<byte> pickle, string first, ReadOnlySpan<byte> utf8, PickleOptions options, out T second)
    {
        if (pickle is not [(byte)Opcode.Proto, >= 2 and <= 5, ..])
        {
            second = default!;
            return false;
        }

        var reader = new DirectReader(pickle, options.Limits) { _next = 2 };
        try
        {
            second = default!;
            return reader.TryReadKey(first, utf8)
                && options.Converters.Get<T>().TryReadDirect(ref reader, out second)
                && reader.TrySkip(Opcode.Tuple2)
                && reader.TryMemoize(null, null)
                && reader.TrySkip(Opcode.Stop)
                && reader._next == pickle.Length;
        }
        finally
        {
            reader._memo.Release();
        }
    }

    /// <summary>Whether a pickle begins with a known str, as the first item of a pair.</summary>
    internal static bool BeginsPair(ReadOnlySpan<byte> pickle, string first, ReadOnlySpan<byte> utf8)
    {
        var reader = new DirectReader(pickle, PickleLimits.Default) { _next = 2 };
        return pickle is [(byte)Opcode.Proto, >= 2 and <= 5, ..] && reader.TryReadKey(first, utf8);
    }

    /// <summary>The next opcode, behind any FRAME; STOP at the end of the bytes.</summary>
    internal Opcode Peek()
    {
        if (_next < _pickle.Length)
        {
            var opcode = (Opcode)_pickle[_next];
            return opcode != Opcode.Frame ? opcode : PeekBehindFrame();
        }

        return Opcode.Stop;
    }

    internal bool TrySkip(Opcode opcode)
    {
        if (Peek() != opcode || _next >= _pickle.Length)
        {
            return false;
        }

        _next++;
        return true;
    }

    /// <summary>Where the reader is, for <see cref="GoBack"/>.</summary>
    internal readonly (int Next, int MemoCount) Place => (_next, _memo.Count);

    internal void GoBack((int Next, int MemoCount) place)
    {
        _next = place.Next;
        _memo.CutTo(place.MemoCount);
    }

    /// <summary>Goes one container deeper; false when that is too deep.</summary>
    internal bool TryEnter() =>
        ++_depth <= _limits.MaxDepth && _meter.TryStep() && RuntimeHelpers.TryEnsureSufficientExecutionStack();

    internal void Leave() => _depth--;

    internal bool TryReadInteger(out long value)
    {
        var rest = _pickle[_next..];
        if (rest.Length < 5)
        {
            return TryReadShortInteger(out value);
        }

        switch ((Opcode)rest[0])
        {
            case Opcode.BinInt1:
                value = rest[1];
                _next += 2;
                return true;
            case Opcode.BinInt2:
                value = BinaryPrimitives.ReadUInt16LittleEndian(rest[1..]);
                _next += 3;
                return true;
            case Opcode.BinInt:
                value = BinaryPrimitives.ReadInt32LittleEndian(rest[1..]);
                _next += 5;
                return true;
            default:
                return TryReadShortInteger(out value);
        }
    }

    internal bool TryReadFloat(out double value)
    {
        var rest = _pickle[_next..];
        if (rest.Length >= 9 && rest[0] == (byte)Opcode.BinFloat)
        {
            value = BinaryPrimitives.ReadDoubleBigEndian(rest[1..]);
            _next += 9;
            return true;
        }

        if (Peek() == Opcode.BinFloat)
        {
            return _pickle.Length - _next >= 9 ? TryReadFloat(out value) : GiveUp(out value);
        }

        var isInteger = TryReadInteger(out var integer);
        value = integer;
        return isInteger;
    }

    internal bool TryReadBool(out bool value)
    {
        var opcode = Peek();
        value = opcode == Opcode.NewTrue;
        return (value || opcode == Opcode.NewFalse) && TrySkip(opcode);
    }

    /// <summary>A str, or a reference to one. Not None.</summary>
    internal bool TryReadString(out string? value)
    {
        value = null;
        if (!TryReadOperand(Opcode.ShortBinUnicode, Opcode.BinUnicode, out var utf8))
        {
            return TryReadReference(null, out var known) && (value = known as string) is not null;
        }

        value = Utf8Text.Decode(utf8);
        return value is not null && TryMemoize(value, null);
    }

    /// <summary>Skips a str, or a reference to one, if it is this one; false without moving for any other.</summary>
    /// <param name="text">Stands for the str from now on.</param>
    /// <param name="utf8">The same text.</param>
    internal bool TryReadKey(string text, ReadOnlySpan<byte> utf8)
    {
        var start = _next;
        if (Peek() is Opcode.BinGet or Opcode.LongBinGet)
        {
            if (TryReadReference(null, out var known)
                && (ReferenceEquals(known, text) || (known is string other && other == text)))
            {
                return true;
            }
        }
        else if (TryReadOperand(Opcode.ShortBinUnicode, Opcode.BinUnicode, out var operand)
            && operand.SequenceEqual(utf8))
        {
            return TryMemoize(text, null);
        }

        _next = start;
        return false;
    }

    /// <summary>A bytes, or a reference to one.</summary>
    internal bool TryReadBytes(out byte[]? value)
    {
        value = null;
        if (!TryReadOperand(Opcode.ShortBinBytes, Opcode.BinBytes, out var bytes))
        {
            return TryReadReference(null, out var known) && (value = known as byte[]) is not null;
        }

        value = PickleCursor.Copy(bytes);
        return TryMemoize(value, null);
    }

    /// <summary>What GET refers to, if it was made for the same purpose.</summary>
    internal bool TryReadReference(PickleConverter? owner, out object? value)
    {
        value = null;
        var opcode = Peek();
        var rest = _pickle[_next..];
        long index;
        if (opcode == Opcode.BinGet && rest.Length >= 2)
        {
            index = rest[1];
            _next += 2;
        }
        else if (opcode == Opcode.LongBinGet && rest.Length >= 5)
        {
            index = BinaryPrimitives.ReadUInt32LittleEndian(rest[1..]);
            _next += 5;
        }
        else
        {
            return false;
        }

        value = _memo.Find(index, owner);
        return value is not null;
    }

    /// <summary>Takes a memo entry that may follow; with null nobody can refer to it.</summary>
    /// <param name="value">What a reference stands for.</param>
    /// <param name="owner">The converter that made it; null for str and bytes.</param>
    internal bool TryMemoize(object? value, PickleConverter? owner)
    {
        switch (Peek())
        {
            case Opcode.Memoize:
                _next++;
                break;
            case Opcode.BinPut when Rest is [_, var index, ..] && index == _memo.Count:
                _next += 2;
                break;
            case Opcode.LongBinPut when Rest.Length >= 5
                && BinaryPrimitives.ReadUInt32LittleEndian(Rest[1..]) == (uint)_memo.Count:
                _next += 5;
                break;
            case Opcode.BinPut or Opcode.LongBinPut:
                return false;
            default:
                return true;
        }

        if (_memo.Count >= _limits.MaxMemoEntries)
        {
            return false;
        }

        _memo.Add(value, owner);
        return true;
    }

    /// <summary>The memo entry that the next <see cref="TryMemoize"/> takes; -1 when none follows.</summary>
    internal int PeekMemoIndex() =>
        Peek() is Opcode.Memoize or Opcode.BinPut or Opcode.LongBinPut ? _memo.Count : -1;

    /// <summary>Completes an entry that was taken before its value existed.</summary>
    internal readonly void SetMemo(int index, object value, PickleConverter? owner)
    {
        if (index >= 0)
        {
            _memo.Set(index, value, owner);
        }
    }

    /// <summary>The operand of a str or bytes; false without moving when another opcode comes.</summary>
    internal bool TryReadOperand(Opcode small, Opcode medium, out ReadOnlySpan<byte> operand)
    {
        var opcode = Peek();
        var rest = _pickle[_next..];
        long length;
        int header;
        if (opcode == small && rest.Length >= 2)
        {
            (length, header) = (rest[1], 2);
        }
        else if (opcode == medium && rest.Length >= 5)
        {
            (length, header) = (BinaryPrimitives.ReadUInt32LittleEndian(rest[1..]), 5);
        }
        else
        {
            operand = default;
            return false;
        }

        if (length > rest.Length - header || length > _limits.MaxOperandBytes
            || (length > byte.MaxValue && !_meter.HasRoomFor(2 * length)) || !_meter.TryStep())
        {
            operand = default;
            return false;
        }

        operand = rest.Slice(header, (int)length);
        _next += header + (int)length;
        return true;
    }

    /// <summary>The operand of a bytearray of protocol 5; false without moving when another opcode comes.</summary>
    internal bool TryReadByteArray8(out ReadOnlySpan<byte> operand)
    {
        operand = default;
        if (Peek() != Opcode.ByteArray8 || Rest.Length < 9)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(Rest[1..]);
        if (length > (ulong)(Rest.Length - 9) || length > (ulong)_limits.MaxOperandBytes)
        {
            return false;
        }

        operand = Rest.Slice(9, (int)length);
        _next += 9 + (int)length;
        return true;
    }

    private static bool GiveUp<T>(out T value)
    {
        value = default!;
        return false;
    }

    private Opcode PeekBehindFrame()
    {
        if (_pickle.Length - _next < 9
            || BinaryPrimitives.ReadUInt64LittleEndian(_pickle[(_next + 1)..]) > (ulong)(_pickle.Length - _next - 9))
        {
            return Opcode.Frame;
        }

        _next += 9;
        return _next < _pickle.Length ? (Opcode)_pickle[_next] : Opcode.Stop;
    }

    private bool TryReadShortInteger(out long value)
    {
        var opcode = Peek();
        var rest = _pickle[_next..];
        var length = opcode switch
        {
            Opcode.BinInt1 => 2,
            Opcode.BinInt2 => 3,
            Opcode.BinInt => 5,
            Opcode.Long1 when rest.Length >= 2 && rest[1] is >= 1 and <= 8 => 2 + rest[1],
            _ => int.MaxValue,
        };
        value = 0;
        if (rest.Length < length)
        {
            return false;
        }

        _next += length;
        if (opcode == Opcode.Long1)
        {
            for (var i = length - 1; i >= 2; i--)
            {
                value = (value << 8) | rest[i];
            }

            var unused = 64 - (8 * rest[1]);
            value = (value << unused) >> unused;
            return true;
        }

        value = opcode switch
        {
            Opcode.BinInt1 => rest[1],
            Opcode.BinInt2 => BinaryPrimitives.ReadUInt16LittleEndian(rest[1..]),
            _ => BinaryPrimitives.ReadInt32LittleEndian(rest[1..]),
        };
        return true;
    }
}
