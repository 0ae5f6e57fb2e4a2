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

    internal override bool IsLeaf => true;

    internal override object? Read(object? value, ReadContext context) => value;

    /// <summary>Only scalars: what is nested is read as natural values in one go.</summary>
    internal override bool TryReadDirect(ref DirectReader reader, out object? value)
    {
        switch (reader.Peek())
        {
            case Opcode.None:
                value = null;
                return reader.TrySkip(Opcode.None);
            case Opcode.NewTrue or Opcode.NewFalse:
                var isBool = reader.TryReadBool(out var flag);
                value = BoxedValues.Of(flag);
                return isBool;
            case Opcode.BinInt1 or Opcode.BinInt2 or Opcode.BinInt or Opcode.Long1:
                var isInteger = reader.TryReadInteger(out var integer);
                value = BoxedValues.Of(integer);
                return isInteger;
            case Opcode.BinFloat:
                var isFloat = reader.TryReadFloat(out var number);
                value = number;
                return isFloat;
            case Opcode.ShortBinBytes or Opcode.BinBytes:
                var isBytes = reader.TryReadBytes(out var bytes);
                value = bytes;
                return isBytes;
            case Opcode.ShortBinUnicode or Opcode.BinUnicode:
                var isText = reader.TryReadString(out var text);
                value = text;
                return isText;
            default:
                return reader.TryReadReference(null, out value);
        }
    }

    internal override void Write(PickleWriter writer, object? value) => WriteByType(writer, value);

    internal static void WriteByType(PickleWriter writer, object? value)
    {
        if (writer.HasSurrogates && value is not null && writer.Options.Surrogates.ContainsKey(value.GetType()))
        {
            writer.Options.Converters.Get(value.GetType()).WriteObject(writer, value);
            return;
        }

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
            case PythonDict dict when value.GetType() == typeof(PythonDict): DictWriting.Write(writer, dict); break;
            case HashSet<object?> set: SetWriting.Write(writer, set, set, Instance); break;
            case List<object?> list: ListWriting.Write(writer, list, CollectionsMarshal.AsSpan(list), Instance); break;
            case PythonFrozenSet set: SetWriting.WriteFrozen(writer, set, set.Items, Instance); break;
            case PythonByteArray array: PythonTypeWriting.Write(writer, array); break;
            case PythonString text: writer.WriteText(text); break;
            case PythonBuffer buffer: PythonTypeWriting.Write(writer, buffer); break;
            case PythonGlobal global: writer.WriteGlobal(global); break;
            case PythonSlice slice: PythonTypeWriting.Write(writer, slice); break;
            case IPickleItems items: items.Write(writer); break;
            case PythonObject instance: PythonObjectWriting.Write(writer, instance, instance); break;
            case IPythonReducible reducible: PythonObjectWriting.Write(writer, reducible); break;
            default: writer.Options.Converters.Get(value.GetType()).WriteObject(writer, value); break;
        }
    }
}
