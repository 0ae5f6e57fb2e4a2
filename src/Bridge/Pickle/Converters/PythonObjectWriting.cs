namespace Bridge.Pickle.Converters;

/// <summary>
/// Writes objects as they came: construction, memo, items, pairs, state (Lib/pickle.py, save_reduce).
/// </summary>
internal static class PythonObjectWriting
{
    internal static void Write(PickleWriter writer, IPythonReducible reducible)
    {
        if (!writer.TryWriteReference(reducible))
        {
            Write(writer, reducible.Reduce(writer.Options), reducible);
        }
    }

    internal static void Write(PickleWriter writer, PythonObject value, object identity)
    {
        if (writer.TryWriteReference(identity))
        {
            return;
        }

        writer.Enter();
        WriteConstruction(writer, value);
        if (writer.IsMemoized(identity))
        {
            // An argument led back to the object: it was written in there, with all its parts.
            writer.WriteOpcode(Opcode.Pop);
            writer.TryWriteReference(identity);
        }
        else
        {
            writer.Memoize(identity);
            WriteParts(writer, value, identity);
        }

        writer.Leave();
    }

    private static void WriteConstruction(PickleWriter writer, PythonObject value)
    {
        writer.WriteObject(value.Callable);
        PythonTypeWriting.Write(writer, value.Arguments);
        switch (value.Kind)
        {
            case PythonObjectKind.Reduce:
                writer.WriteOpcode(Opcode.Reduce);
                break;
            case PythonObjectKind.New:
                writer.WriteOpcode(Opcode.NewObj);
                break;
            default:
                DictWriting.Write(writer, value.KeywordArguments ?? new PythonDict());
                writer.WriteOpcode(Opcode.NewObjEx);
                break;
        }
    }

    private static void WriteParts(PickleWriter writer, PythonObject value, object identity)
    {
        if (value.Items is { } items)
        {
            if (value.ItemsAreAdded)
            {
                SetWriting.WriteItems(writer, items, ObjectConverter.Instance);
            }
            else
            {
                ListWriting.WriteItems(writer, items, ObjectConverter.Instance);
            }
        }

        if (value.Pairs is { } pairs)
        {
            DictWriting.WriteItems(writer, pairs, ObjectConverter.Instance, ObjectConverter.Instance);
        }

        if (!value.HasState)
        {
            return;
        }

        if (value.StateSetter is { } setter)
        {
            writer.WriteObject(setter);
            writer.TryWriteReference(identity);
            writer.WriteObject(value.State);
            writer.WriteOpcode(Opcode.Tuple2);
            writer.WriteOpcode(Opcode.Reduce);
            writer.WriteOpcode(Opcode.Pop);
        }
        else
        {
            writer.WriteObject(value.State);
            writer.WriteOpcode(Opcode.Build);
        }
    }
}
