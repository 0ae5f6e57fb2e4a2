namespace Bridge.Pickle.Converters;

/// <summary>How sets are written: by opcodes from pickle protocol 4 on, before that by a call.</summary>
internal static class SetWriting
{
    private static readonly PythonGlobal SetClass = new("builtins", "set");
    private static readonly PythonGlobal FrozenSetClass = new("builtins", "frozenset");

    internal static void Write<T>(
        PickleWriter writer, object? identity, IEnumerable<T> items, PickleConverter<T> converter)
    {
        if (writer.TryWriteReference(identity))
        {
            return;
        }

        writer.Enter();
        if (writer.Protocol < 4)
        {
            WriteCall(writer, SetClass, identity, items, converter);
        }
        else
        {
            writer.WriteOpcode(Opcode.EmptySet);
            writer.Memoize(identity);
            WriteItems(writer, items, converter);
        }

        writer.Leave();
    }

    /// <summary>
    /// A frozenset. One that contains itself by way of an object is complete before it ends (Lib/pickle.py,
    /// save_frozenset).
    /// </summary>
    internal static void WriteFrozen<T>(
        PickleWriter writer, object? identity, IEnumerable<T> items, PickleConverter<T> converter)
    {
        if (writer.TryWriteReference(identity))
        {
            return;
        }

        writer.Enter();
        if (writer.Protocol < 4)
        {
            WriteCall(writer, FrozenSetClass, identity, items, converter);
        }
        else
        {
            writer.WriteOpcode(Opcode.Mark);
            foreach (var item in items)
            {
                converter.Write(writer, item);
            }

            if (identity is not null && writer.IsMemoized(identity))
            {
                writer.WriteOpcode(Opcode.PopMark);
                writer.TryWriteReference(identity);
            }
            else
            {
                writer.WriteOpcode(Opcode.FrozenSet);
                writer.Memoize(identity);
            }
        }

        writer.Leave();
    }

    /// <summary>Items in batches, for the set or object like one on top of Python's stack.</summary>
    internal static void WriteItems<T>(PickleWriter writer, IEnumerable<T> items, PickleConverter<T> converter)
    {
        var count = 0;
        foreach (var item in items)
        {
            if (count % PickleWriter.BatchSize == 0)
            {
                if (count > 0)
                {
                    writer.WriteOpcode(Opcode.AddItems);
                }

                writer.WriteOpcode(Opcode.Mark);
            }

            converter.Write(writer, item);
            count++;
        }

        if (count > 0)
        {
            writer.WriteOpcode(Opcode.AddItems);
        }
    }

    private static void WriteCall<T>(
        PickleWriter writer, PythonGlobal callable, object? identity, IEnumerable<T> items, PickleConverter<T> converter)
    {
        writer.WriteGlobal(callable);
        writer.WriteOpcode(Opcode.EmptyList);
        writer.Memoize();
        ListWriting.WriteItems(writer, items, converter);
        writer.WriteOpcode(Opcode.Tuple1);
        writer.Memoize();
        writer.WriteOpcode(Opcode.Reduce);
        if (identity is not null && writer.IsMemoized(identity))
        {
            writer.WriteOpcode(Opcode.Pop);
            writer.TryWriteReference(identity);
        }
        else
        {
            writer.Memoize(identity);
        }
    }
}
