namespace Bridge.Pickle.Converters;

/// <summary>
/// How lists are written: in batches of 1000, and a last lone item by APPEND (Modules/_pickle.c, batch_list).
/// </summary>
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
        if (!items.IsEmpty && items[0] is string)
        {
            writer.ExpectStrings(items.Length);
        }

        for (; items.Length > 1; items = items[Math.Min(items.Length, PickleWriter.BatchSize)..])
        {
            writer.WriteOpcode(Opcode.Mark);
            converter.WriteMany(writer, items[..Math.Min(items.Length, PickleWriter.BatchSize)]);
            writer.WriteOpcode(Opcode.Appends);
        }

        if (items.Length == 1)
        {
            converter.Write(writer, items[0]);
            writer.WriteOpcode(Opcode.Append);
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
        WriteItems(writer, items, converter);
        writer.Leave();
    }

    /// <summary>Items for the list, or object like one, on top of Python's stack.</summary>
    internal static void WriteItems<T>(PickleWriter writer, IEnumerable<T> items, PickleConverter<T> converter)
    {
        using var enumerator = items.GetEnumerator();
        var hasMore = enumerator.MoveNext();
        while (hasMore)
        {
            // Taken before it is known whether it is the only one: that decides if a mark comes first.
            var item = enumerator.Current;
            hasMore = enumerator.MoveNext();
            if (!hasMore)
            {
                converter.Write(writer, item);
                writer.WriteOpcode(Opcode.Append);
                return;
            }

            writer.WriteOpcode(Opcode.Mark);
            converter.Write(writer, item);
            var count = 1;
            for (; hasMore && count < PickleWriter.BatchSize; count++)
            {
                converter.Write(writer, enumerator.Current);
                hasMore = enumerator.MoveNext();
            }

            writer.WriteOpcode(Opcode.Appends);
        }
    }

    private static void Begin(PickleWriter writer, object? identity)
    {
        writer.Enter();
        writer.WriteOpcode(Opcode.EmptyList);
        writer.Memoize(identity);
    }
}
