using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>Pairs that Python gets as a <c>dict</c>, in their order; of equal keys the last value counts.</summary>
/// <param name="items">The pairs; Python can hash their keys.</param>
internal sealed class DictItems<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> items) : IPickleItems
    where TKey : notnull
{
    public void Write(PickleWriter writer)
    {
        var keys = writer.Options.Converters.Get<TKey>();
        var values = writer.Options.Converters.Get<TValue>();
        DictWriting.Begin(writer, identity: null);
        var count = 0;
        if (items is Dictionary<TKey, TValue> dictionary)
        {
            foreach (var (key, value) in dictionary)
            {
                WriteItem(writer, keys, values, count++, key, value);
            }
        }
        else
        {
            foreach (var (key, value) in items)
            {
                WriteItem(writer, keys, values, count++, key, value);
            }
        }

        if (count > 0)
        {
            writer.WriteOpcode(Opcode.SetItems);
        }

        writer.Leave();
    }

    private static void WriteItem(
        PickleWriter writer,
        PickleConverter<TKey> keys,
        PickleConverter<TValue> values,
        int index,
        TKey key,
        TValue value)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (index % PickleWriter.BatchSize == 0)
        {
            if (index > 0)
            {
                writer.WriteOpcode(Opcode.SetItems);
            }

            writer.WriteOpcode(Opcode.Mark);
        }

        // Keys differ, so that no memo entry of one would ever be used.
        if (typeof(TKey) == typeof(string) && !writer.HasSurrogates)
        {
            writer.WriteText((string)(object)key);
            writer.Output.EndObject();
        }
        else
        {
            keys.Write(writer, key);
        }

        values.Write(writer, value);
    }
}
