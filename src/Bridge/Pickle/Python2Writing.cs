using System.Text;

namespace Bridge.Pickle;

/// <summary>What pickle protocols 2 and 3 write in another way than 4 (Lib/pickle.py).</summary>
internal static class Python2Writing
{
    private static readonly PythonGlobal Encode = new("_codecs", "encode");
    private static readonly PythonGlobal Bytes = new("builtins", "bytes");
    private static readonly PythonGlobal GetAttribute = new("builtins", "getattr");

    /// <summary>Bytes for protocol 2: as the text of the same numbers, which Python turns back into bytes.</summary>
    internal static void WriteBytes(PickleWriter writer, ReadOnlySpan<byte> value, object? identity)
    {
        if (value.IsEmpty)
        {
            writer.WriteGlobal(Bytes);
            writer.WriteOpcode(Opcode.EmptyTuple);
            writer.WriteOpcode(Opcode.Reduce);
            writer.Memoize(identity);
            return;
        }

        writer.WriteGlobal(Encode);
        writer.WriteString(Encoding.Latin1.GetString(value));
        writer.WriteString("latin1");
        writer.WriteReduce(Opcode.Tuple2, identity);
    }

    /// <summary>A GLOBAL, whose operands are lines; a dotted name by getattr.</summary>
    internal static void WriteGlobal(PickleWriter writer, PythonGlobal global)
    {
        var dot = global.Name.LastIndexOf('.');
        if (dot > 0)
        {
            writer.WriteGlobal(GetAttribute);
            writer.WriteGlobal(new PythonGlobal(global.Module, global.Name[..dot]));
            writer.WriteString(global.Name[(dot + 1)..]);
            writer.WriteOpcode(Opcode.Tuple2);
            writer.Memoize();
            writer.WriteOpcode(Opcode.Reduce);
            return;
        }

        var name = writer.Protocol < 3 ? Python2Names.MapBack(global) : global;
        if (writer.Protocol < 3 && Python2Names.Map(name.Module, name.Name) != global)
        {
            throw new PicklingException(
                $"The name {PickleText.ToString(global.FullName)} means another one in pickle protocol 2; "
                + "see PickleOptions.Protocol.");
        }

        if (name.Module.Contains('\n', StringComparison.Ordinal) || name.Name.Contains('\n', StringComparison.Ordinal))
        {
            throw new PicklingException(
                $"The name {PickleText.ToString(name.FullName)} needs pickle protocol 4; see PickleOptions.Protocol.");
        }

        writer.WriteOpcode(Opcode.Global);
        writer.WriteRaw(Utf8Text.Encode($"{name.Module}\n{name.Name}\n"));
    }
}
