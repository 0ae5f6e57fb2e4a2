using System.Diagnostics.CodeAnalysis;

namespace Bridge.Pickle.Converters;

/// <summary>An array of numpy straight from the pickle, its bytes not copied yet.</summary>
/// <remarks>Knows what numpy 1 and 2 write in pickle protocols 4 and 5; false at anything else.</remarks>
internal ref struct NumpyDirectReader
{
    /// <summary>What the items are.</summary>
    internal NumpyDtype? Dtype { get; private set; }

    /// <summary>The only length, or the number of rows.</summary>
    internal int Rows { get; private set; }

    /// <summary>The length of a row; -1 with one dimension.</summary>
    internal int Columns { get; private set; }

    internal bool IsFortranOrder { get; private set; }

    /// <summary>The memo entry of the array; -1 for none.</summary>
    internal int MemoIndex { get; private set; }

    /// <summary>All items, in the order of memory.</summary>
    internal ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Whether an array may come, judging by the opcode.</summary>
    internal static bool MayStartWith(Opcode opcode) =>
        opcode is Opcode.ShortBinUnicode or Opcode.BinGet or Opcode.LongBinGet;

    /// <summary>Reads an array of one or two dimensions that fills its shape.</summary>
    internal bool TryRead(scoped ref DirectReader reader)
    {
        var isRead = TryReadGlobal(ref reader, out var callable)
            && (callable == NumpyNames.Reconstruct1 || callable == NumpyNames.Reconstruct2
                ? TryReadState(ref reader)
                : (callable == NumpyNames.FromBuffer1 || callable == NumpyNames.FromBuffer2)
                    && TryReadBuffer(ref reader));
        return isRead
            && NumpyArray.CountOf(Columns < 0 ? [Rows] : [Rows, Columns]) * Dtype!.ItemSize == Bytes.Length;
    }

    private bool TryReadState(scoped ref DirectReader reader)
    {
        if (!TryReadGlobal(ref reader, out var type) || type != NumpyNames.Array
            || !TrySkipInteger(ref reader, 0) || !TrySkip(ref reader, Opcode.Tuple1)
            || !reader.TryReadBytes(out _) || !TrySkip(ref reader, Opcode.Tuple3) || !reader.TrySkip(Opcode.Reduce))
        {
            return false;
        }

        MemoIndex = reader.PeekMemoIndex();
        if (!reader.TryMemoize(null, null) || !reader.TrySkip(Opcode.Mark) || !TrySkipInteger(ref reader, 1)
            || !TryReadShape(ref reader) || !TryReadDtype(ref reader) || !reader.TryReadBool(out var isFortran))
        {
            return false;
        }

        IsFortranOrder = isFortran;
        return TryReadPayload(ref reader) && TrySkip(ref reader, Opcode.Tuple) && reader.TrySkip(Opcode.Build);
    }

    private bool TryReadBuffer(scoped ref DirectReader reader)
    {
        if (!reader.TrySkip(Opcode.Mark) || !TryReadPayload(ref reader) || !TryReadDtype(ref reader)
            || !TryReadShape(ref reader) || !reader.TryReadString(out var order) || order is not ("C" or "F")
            || !TrySkip(ref reader, Opcode.Tuple) || !reader.TrySkip(Opcode.Reduce))
        {
            return false;
        }

        IsFortranOrder = order == "F";
        MemoIndex = reader.PeekMemoIndex();
        return reader.TryMemoize(null, null);
    }

    private bool TryReadPayload(scoped ref DirectReader reader)
    {
        var isRead = reader.TryReadOperand(Opcode.ShortBinBytes, Opcode.BinBytes, out var bytes)
            || reader.TryReadByteArray8(out bytes);
        Bytes = bytes;
        return isRead && reader.TryMemoize(null, null);
    }

    private bool TryReadShape(scoped ref DirectReader reader)
    {
        Columns = -1;
        if (!TryReadLength(ref reader, out var rows))
        {
            return false;
        }

        Rows = rows;
        if (TrySkip(ref reader, Opcode.Tuple1))
        {
            return true;
        }

        var isRead = TryReadLength(ref reader, out var columns) && TrySkip(ref reader, Opcode.Tuple2);
        Columns = columns;
        return isRead;
    }

    private bool TryReadDtype(scoped ref DirectReader reader)
    {
        var place = reader.Place;
        if (reader.TryReadReference(null, out var known) && known is NumpyDtype dtype)
        {
            Dtype = dtype;
            return true;
        }

        reader.GoBack(place);
        if (!TryReadGlobal(ref reader, out var type) || type != NumpyNames.Dtype
            || !reader.TryReadString(out var typeCode)
            || !reader.TrySkip(Opcode.NewFalse) || !reader.TrySkip(Opcode.NewTrue)
            || !TrySkip(ref reader, Opcode.Tuple3) || !reader.TrySkip(Opcode.Reduce))
        {
            return false;
        }

        var memoIndex = reader.PeekMemoIndex();
        if (!reader.TryMemoize(null, null) || !reader.TrySkip(Opcode.Mark) || !TrySkipInteger(ref reader, 3)
            || !reader.TryReadString(out var order)
            || !reader.TrySkip(Opcode.None) || !reader.TrySkip(Opcode.None) || !reader.TrySkip(Opcode.None)
            || !TrySkipInteger(ref reader, -1) || !TrySkipInteger(ref reader, -1) || !TrySkipInteger(ref reader, 0)
            || !TrySkip(ref reader, Opcode.Tuple) || !reader.TrySkip(Opcode.Build))
        {
            return false;
        }

        Dtype = NumpyDtype.TryCreate(order!, typeCode!);
        if (Dtype is null)
        {
            return false;
        }

        reader.SetMemo(memoIndex, Dtype, null);
        return true;
    }

    /// <summary>A class or function, or a reference to one.</summary>
    internal static bool TryReadGlobal(ref DirectReader reader, [NotNullWhen(true)] out PythonGlobal? global)
    {
        global = null;
        string? module;
        if (reader.Peek() is Opcode.BinGet or Opcode.LongBinGet)
        {
            if (!reader.TryReadReference(null, out var known))
            {
                return false;
            }

            global = known as PythonGlobal;
            if (global is not null)
            {
                return true;
            }

            module = known as string;
        }
        else if (!reader.TryReadString(out module))
        {
            return false;
        }

        if (module is null || !reader.TryReadString(out var name) || !reader.TrySkip(Opcode.StackGlobal))
        {
            return false;
        }

        global = new PythonGlobal(module, name!);
        return reader.TryMemoize(global, null);
    }

    private static bool TryReadLength(ref DirectReader reader, out int length)
    {
        var isRead = reader.TryReadInteger(out var value) && value is >= 0 and <= int.MaxValue;
        length = (int)value;
        return isRead;
    }

    private static bool TrySkipInteger(ref DirectReader reader, long expected) =>
        reader.TryReadInteger(out var value) && value == expected;

    /// <summary>An opcode that makes a tuple, and the memo entry that nobody refers to.</summary>
    private static bool TrySkip(ref DirectReader reader, Opcode tuple) =>
        reader.TrySkip(tuple) && reader.TryMemoize(null, null);
}
