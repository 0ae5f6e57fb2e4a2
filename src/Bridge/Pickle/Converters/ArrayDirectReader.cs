namespace Bridge.Pickle.Converters;

/// <summary>An <c>array.array</c> straight from the pickle, its bytes not copied yet.</summary>
/// <remarks>Knows what CPython writes in pickle protocols 4 and 5.</remarks>
internal ref struct ArrayDirectReader
{
    /// <summary>What the items are, as they stand in the pickle.</summary>
    internal PackedFormat Format { get; private set; }

    /// <summary>The memo entry of the array; -1 for none.</summary>
    internal int MemoIndex { get; private set; }

    /// <summary>All items.</summary>
    internal ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>What the items are when bytes that follow are those of an array; null when they are not.</summary>
    /// <param name="pickle">The pickle, up to the opcode of the bytes.</param>
    internal static PackedFormat? FormatBefore(ReadOnlySpan<byte> pickle) => pickle switch
    {
        [.., (byte)Opcode.ShortBinUnicode, 1, var code, (byte)Opcode.Memoize] => PythonArrayFormat.Of((char)code),
        [.., (byte)Opcode.ShortBinUnicode, 1, var code, (byte)Opcode.Memoize, (byte)Opcode.BinInt1, var machine] =>
            PythonArrayFormat.FromMachine((char)code, machine),
        _ => null,
    };

    /// <summary>Reads an array of whole items; false at anything else.</summary>
    internal bool TryRead(scoped ref DirectReader reader)
    {
        if (!NumpyDirectReader.TryReadGlobal(ref reader, out var callable)
            || !(callable == PythonArrayFormat.Class ? TryReadPair(ref reader)
                : callable == PythonArrayFormat.Reconstructor && TryReadState(ref reader))
            || !reader.TryMemoize(null, null) || !reader.TrySkip(Opcode.Reduce))
        {
            return false;
        }

        MemoIndex = reader.PeekMemoIndex();
        return reader.TryMemoize(null, null);
    }

    /// <summary>What a manager sends (Lib/multiprocessing/managers.py, reduce_array).</summary>
    private bool TryReadPair(scoped ref DirectReader reader) =>
        TryReadCode(ref reader, out var code)
        && TryReadBytes(ref reader, PythonArrayFormat.Of(code))
        && reader.TrySkip(Opcode.Tuple2);

    /// <summary>What a pickle has otherwise (Modules/arraymodule.c, array_reduce_ex).</summary>
    private bool TryReadState(scoped ref DirectReader reader) =>
        reader.TrySkip(Opcode.Mark)
        && NumpyDirectReader.TryReadGlobal(ref reader, out var type) && type == PythonArrayFormat.Class
        && TryReadCode(ref reader, out var code)
        && reader.TryReadInteger(out var machine)
        && TryReadBytes(ref reader, PythonArrayFormat.FromMachine(code, machine))
        && reader.TrySkip(Opcode.Tuple);

    private static bool TryReadCode(scoped ref DirectReader reader, out char code)
    {
        var isRead = reader.TryReadString(out var text) && text is { Length: 1 };
        code = isRead ? text![0] : default;
        return isRead;
    }

    private bool TryReadBytes(scoped ref DirectReader reader, PackedFormat? known)
    {
        if (known is not { } format
            || !reader.TryReadOperand(Opcode.ShortBinBytes, Opcode.BinBytes, out var bytes)
            || bytes.Length % format.Size != 0)
        {
            return false;
        }

        Format = format;
        Bytes = bytes;
        return reader.TryMemoize(null, null);
    }
}
