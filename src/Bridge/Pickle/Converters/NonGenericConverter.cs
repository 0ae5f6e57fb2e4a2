using System.Collections;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle.Converters;

/// <summary>
/// Collections by their non-generic interfaces: what remains where no code can be made at run time (AOT).
/// </summary>
internal sealed class NonGenericConverter(bool isSet) : PickleConverter
{
    internal override void WriteObject(PickleWriter writer, object value)
    {
        if (value is ITuple tuple)
        {
            PythonTypeWriting.Write(writer, tuple);
            return;
        }

        var identity = value is ValueType ? null : value;
        if (writer.TryWriteReference(identity))
        {
            return;
        }

        writer.Enter();
        writer.WriteOpcode(value is IDictionary ? Opcode.EmptyDict : isSet ? Opcode.EmptySet : Opcode.EmptyList);
        writer.Memoize(identity);
        if (value is IDictionary dictionary)
        {
            PythonTypeWriting.WritePairs(writer, PairsOf(dictionary));
        }
        else
        {
            var items = ((IEnumerable)value).Cast<object?>();
            ListWriting.WriteBatch(writer, items, ObjectConverter.Instance, isSet ? Opcode.AddItems : Opcode.Appends);
        }

        writer.Leave();
    }

    private static List<KeyValuePair<object?, object?>> PairsOf(IDictionary dictionary)
    {
        var pairs = new List<KeyValuePair<object?, object?>>(dictionary.Count);
        foreach (DictionaryEntry entry in dictionary)
        {
            pairs.Add(new(entry.Key, entry.Value));
        }

        return pairs;
    }
}
