namespace Bridge.Pickle.Converters;

/// <summary>How dicts are written.</summary>
internal static class DictWriting
{
    internal static void Begin(PickleWriter writer, object? identity)
    {
        writer.Enter();
        writer.WriteOpcode(Opcode.EmptyDict);
        writer.Memoize(identity);
    }

    internal static void Write(PickleWriter writer, PythonDict dict)
    {
        if (!writer.TryWriteReference(dict))
        {
            Begin(writer, dict);
            WriteItems(writer, dict);
            writer.Leave();
        }
    }

    /// <summary>Items for the dict on top of Python's stack.</summary>
    internal static void WriteItems(PickleWriter writer, PythonDict dict)
    {
        ref readonly var table = ref dict.Table;
        var batch = new DictBatch(writer, table.Count);
        for (var i = 0; i < table.End; i++)
        {
            if (table.TryGetPair(i, out var pair))
            {
                batch.BeginItem();
                writer.WriteObject(pair.Key);
                writer.WriteObject(pair.Value);
            }
        }

        batch.End();
    }

    /// <summary>Items for the dict, or object like one, on top of Python's stack.</summary>
    internal static void WriteItems<TKey, TValue>(
        PickleWriter writer,
        IEnumerable<KeyValuePair<TKey, TValue>> items,
        PickleConverter<TKey> keys,
        PickleConverter<TValue> values)
    {
        // Counted by going through it: the Count of a concurrent collection may be another one by then.
        var list = new List<KeyValuePair<TKey, TValue>>();
        foreach (var item in items)
        {
            list.Add(item);
        }

        var batch = new DictBatch(writer, list.Count);
        foreach (var (key, value) in list)
        {
            batch.BeginItem();
            keys.Write(writer, key);
            values.Write(writer, value);
        }

        batch.End();
    }
}
