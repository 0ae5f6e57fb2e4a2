namespace Bridge.Pickle.Converters;

/// <summary>What the converters of C# tuples have in common.</summary>
internal static class TupleShape
{
    /// <summary>The items of a Python tuple of exactly this length.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    internal static ReadOnlySpan<object?> Items(object value, int length) =>
        value is PythonTuple tuple && tuple.Count == length ? tuple.Items : throw Mismatch(value, length);

    internal static InvalidCastException Mismatch(object value, int length) =>
        new(value is PythonTuple tuple
            ? $"The value is a Python tuple of {tuple.Count}; a tuple of {length} was asked for."
            : $"The value is a Python {PythonTypeName.Of(value)}; a tuple of {length} was asked for.");

    /// <summary>Skips the mark in front of a tuple of more than three.</summary>
    internal static bool TryBegin(ref DirectReader reader, int length) =>
        reader.TryEnter() && (length <= 3 || reader.TrySkip(Opcode.Mark));

    /// <summary>Skips what ends a tuple. A C# tuple is a copy each time, so nothing refers to it.</summary>
    internal static bool TryEnd(ref DirectReader reader, int length)
    {
        reader.Leave();
        return reader.TrySkip(OpcodeOf(length)) && reader.TryMemoize(null, null);
    }

    internal static Opcode OpcodeOf(int length) => length switch
    {
        0 => Opcode.EmptyTuple,
        1 => Opcode.Tuple1,
        2 => Opcode.Tuple2,
        3 => Opcode.Tuple3,
        _ => Opcode.Tuple,
    };
}
