namespace Bridge.Pickle.Converters;

/// <summary>How lists are written: in one batch, where CPython starts a new one every 1000 items.</summary>
internal static class ListWriting
{
    internal static void Write<T>(
        PickleWriter writer, object? identity, ReadOnlySpan<T> items, PickleConverter<T> converter)
    {
        if (writer.TryWriteReference(identity))
        {
            return;
        }

        Begin(writer, identity);
        if (items.Length == 1)
        {
            converter.Write(writer, items[0]);
            writer.WriteOpcode(Opcode.Append);
        }
        else if (items.Length > 1)
        {
            writer.WriteOpcode(Opcode.Mark);
            foreach (var item in items)
            {
                converter.Write(writer, item);
            }

            writer.WriteOpcode(Opcode.Appends);
        }

        writer.Leave();
    }

    internal static void Write<T>(
        PickleWriter writer, object? identity, IEnumerable<T> items, PickleConverter<T> converter)
    {
        if (writer.TryWriteReference(identity))
        {
            return;
        }

        Begin(writer, identity);
        WriteBatch(writer, items, converter, Opcode.Appends);
        writer.Leave();
    }

    /// <summary>A batch of items behind a mark; nothing when there are none.</summary>
    internal static void WriteBatch<T>(
        PickleWriter writer, IEnumerable<T> items, PickleConverter<T> converter, Opcode opcode)
    {
        using var enumerator = items.GetEnumerator();
        if (!enumerator.MoveNext())
        {
            return;
        }

        writer.WriteOpcode(Opcode.Mark);
        do
        {
            converter.Write(writer, enumerator.Current);
        }
        while (enumerator.MoveNext());
        writer.WriteOpcode(opcode);
    }

    private static void Begin(PickleWriter writer, object? identity)
    {
        writer.Enter();
        writer.WriteOpcode(Opcode.EmptyList);
        writer.Memoize(identity);
    }
}
