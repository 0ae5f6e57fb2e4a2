using System.Numerics;
using System.Runtime.InteropServices;

namespace Bridge.Pickle.Converters;

/// <summary>Any value: read as what it is, written by its type at run time.</summary>
internal sealed class ObjectConverter : PickleConverter<object?>
{
    private ObjectConverter()
    {
    }

    internal static ObjectConverter Instance { get; } = new();

    internal override object? Read(in PickleValue value, ReadContext context) => context.ToNatural(value);

    internal override void Write(PickleWriter writer, object? value) => WriteByType(writer, value);

    internal static void WriteByType(PickleWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNone(); break;
            case string text: writer.WriteString(text); break;
            case long number: writer.WriteInteger(number); break;
            case int number: writer.WriteInteger(number); break;
            case double number: writer.WriteFloat(number); break;
            case bool flag: writer.WriteBool(flag); break;
            case BigInteger number: writer.WriteInteger(number); break;
            // An sbyte[] is a byte[] for the runtime, but not for Python.
            case byte[] bytes when value.GetType() == typeof(byte[]): writer.WriteByteString(bytes, bytes); break;
            case PythonTuple tuple: PythonTypeWriting.Write(writer, tuple); break;
            case PythonDict dict: PythonTypeWriting.Write(writer, dict); break;
            case List<object?> list: ListWriting.Write(writer, list, CollectionsMarshal.AsSpan(list), Instance); break;
            case PythonFrozenSet set: PythonTypeWriting.Write(writer, set); break;
            case PythonByteArray array: PythonTypeWriting.Write(writer, array); break;
            case PythonGlobal global: writer.WriteGlobal(global); break;
            case PythonSlice slice: PythonTypeWriting.Write(writer, slice); break;
            case PythonObject instance: PythonObjectWriting.Write(writer, instance, instance); break;
            case IPythonReducible reducible: PythonObjectWriting.Write(writer, reducible); break;
            default: writer.Options.Converters.Get(value.GetType()).WriteObject(writer, value); break;
        }
    }
}
