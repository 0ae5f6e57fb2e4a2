using System.Runtime.CompilerServices;
using System.Text;

namespace Bridge.Pickle.Converters;

/// <summary>How the Python types of this library are written.</summary>
internal static class PythonTypeWriting
{
    private static readonly PythonGlobal ByteArrayClass = new("builtins", "bytearray");
    private static readonly PythonGlobal SliceClass = new("builtins", "slice");

    /// <summary>
    /// A tuple. One that contains itself by way of a list is complete before it ends (Lib/pickle.py,
    /// save_tuple).
    /// </summary>
    internal static void Write(PickleWriter writer, ITuple tuple)
    {
        var identity = tuple is ValueType ? null : tuple;
        if (tuple.Length == 0)
        {
            writer.WriteOpcode(Opcode.EmptyTuple);
            return;
        }

        if (writer.TryWriteReference(identity))
        {
            return;
        }

        writer.Enter();
        var isShort = tuple.Length <= 3;
        if (!isShort)
        {
            writer.WriteOpcode(Opcode.Mark);
        }

        for (var i = 0; i < tuple.Length; i++)
        {
            writer.WriteObject(tuple[i]);
        }

        if (identity is not null && writer.IsMemoized(identity))
        {
            DropItems(writer, isShort ? tuple.Length : null);
            writer.TryWriteReference(identity);
        }
        else
        {
            writer.WriteOpcode(TupleShape.OpcodeOf(tuple.Length));
            writer.Memoize(identity);
        }

        writer.Leave();
    }

    /// <summary>A call, since BYTEARRAY8 is unknown to Python before 3.8 and only belongs to protocol 5.</summary>
    internal static void Write(PickleWriter writer, PythonByteArray array)
    {
        if (!writer.TryWriteReference(array))
        {
            WriteByteArray(writer, array.Bytes, array);
        }
    }

    /// <summary>In the pickle, as <c>pickle.PickleBuffer</c> without a buffer_callback.</summary>
    internal static void Write(PickleWriter writer, PythonBuffer buffer)
    {
        if (buffer.IsReadOnly)
        {
            writer.WriteByteString(buffer.Memory, buffer);
        }
        else if (!writer.TryWriteReference(buffer))
        {
            WriteByteArray(writer, buffer.Memory, buffer);
        }
    }

    internal static void Write(PickleWriter writer, PythonSlice slice)
    {
        if (writer.TryWriteReference(slice))
        {
            return;
        }

        writer.Enter();
        writer.WriteGlobal(SliceClass);
        writer.WriteObject(slice.Start);
        writer.WriteObject(slice.Stop);
        writer.WriteObject(slice.Step);
        writer.WriteReduce(Opcode.Tuple3, slice);
        writer.Leave();
    }

    private static void WriteByteArray(PickleWriter writer, ReadOnlyMemory<byte> bytes, object identity)
    {
        if (writer.Protocol >= 5)
        {
            writer.WriteByteArray8(bytes);
            writer.Memoize(identity);
            return;
        }

        writer.WriteGlobal(ByteArrayClass);
        if (bytes.IsEmpty)
        {
            writer.WriteOpcode(Opcode.EmptyTuple);
            writer.WriteOpcode(Opcode.Reduce);
            writer.Memoize(identity);
        }
        else if (writer.Protocol < 3)
        {
            writer.WriteString(Encoding.Latin1.GetString(bytes.Span));
            writer.WriteString("latin-1");
            writer.WriteReduce(Opcode.Tuple2, identity);
        }
        else
        {
            writer.WriteByteString(bytes, identity: null);
            writer.Memoize();
            writer.WriteReduce(Opcode.Tuple1, identity);
        }
    }

    private static void DropItems(PickleWriter writer, int? count)
    {
        for (var i = 0; i < count; i++)
        {
            writer.WriteOpcode(Opcode.Pop);
        }

        if (count is null)
        {
            writer.WriteOpcode(Opcode.PopMark);
        }
    }
}
