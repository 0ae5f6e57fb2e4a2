using System.Runtime.CompilerServices;

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
            writer.WriteOpcode(tuple.Length switch
            {
                1 => Opcode.Tuple1,
                2 => Opcode.Tuple2,
                3 => Opcode.Tuple3,
                _ => Opcode.Tuple,
            });
            writer.Memoize(identity);
        }

        writer.Leave();
    }

    internal static void Write(PickleWriter writer, PythonDict dict)
    {
        if (writer.TryWriteReference(dict))
        {
            return;
        }

        writer.Enter();
        writer.WriteOpcode(Opcode.EmptyDict);
        writer.Memoize(dict);
        WritePairs(writer, dict);
        writer.Leave();
    }

    /// <summary>A batch of keys and values for what is on top of Python's stack.</summary>
    internal static void WritePairs(PickleWriter writer, ICollection<KeyValuePair<object?, object?>> pairs)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        writer.WriteOpcode(Opcode.Mark);
        foreach (var (key, value) in pairs)
        {
            writer.WriteObject(key);
            writer.WriteObject(value);
        }

        writer.WriteOpcode(Opcode.SetItems);
    }

    internal static void Write(PickleWriter writer, PythonFrozenSet set)
    {
        if (writer.TryWriteReference(set))
        {
            return;
        }

        writer.Enter();
        writer.WriteOpcode(Opcode.Mark);
        foreach (var item in set.Items)
        {
            writer.WriteObject(item);
        }

        if (writer.IsMemoized(set))
        {
            DropItems(writer, null);
            writer.TryWriteReference(set);
        }
        else
        {
            writer.WriteOpcode(Opcode.FrozenSet);
            writer.Memoize(set);
        }

        writer.Leave();
    }

    /// <summary>A call, since BYTEARRAY8 is unknown to Python before 3.8.</summary>
    internal static void Write(PickleWriter writer, PythonByteArray array)
    {
        if (writer.TryWriteReference(array))
        {
            return;
        }

        writer.WriteGlobal(ByteArrayClass);
        writer.WriteByteString(array.Bytes, identity: null);
        writer.WriteOpcode(Opcode.Tuple1);
        writer.WriteOpcode(Opcode.Reduce);
        writer.Memoize(array);
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
        writer.WriteOpcode(Opcode.Tuple3);
        writer.WriteOpcode(Opcode.Reduce);
        if (writer.IsMemoized(slice))
        {
            DropItems(writer, 1);
            writer.TryWriteReference(slice);
        }
        else
        {
            writer.Memoize(slice);
        }

        writer.Leave();
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
