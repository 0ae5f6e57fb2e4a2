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
        if (isSet)
        {
            SetWriting.Write(writer, identity, ((IEnumerable)value).Cast<object?>(), ObjectConverter.Instance);
        }
        else if (value is not IDictionary dictionary)
        {
            ListWriting.Write(writer, identity, ((IEnumerable)value).Cast<object?>(), ObjectConverter.Instance);
        }
        else if (!writer.TryWriteReference(identity))
        {
            DictWriting.Begin(writer, identity);
            DictWriting.WriteItems(writer, PairsOf(dictionary), ObjectConverter.Instance, ObjectConverter.Instance);
            writer.Leave();
        }
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
