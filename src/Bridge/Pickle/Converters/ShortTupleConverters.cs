namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>tuple</c> of 1.</summary>
internal sealed class TupleConverter<T1>(PickleConverter<T1> c1)
    : NodeConverter<ValueTuple<T1>>
{
    private protected override ValueTuple<T1> ReadNode(PickleNode node, ReadContext context)
    {
        var items = TupleShape.Items(node, 1);
        return new(c1.Read(items[0], context));
    }

    private protected override void WriteValue(PickleWriter writer, ValueTuple<T1> value)
    {
        writer.Enter();
        c1.Write(writer, value.Item1);
        writer.WriteOpcode(Opcode.Tuple1);
        writer.Leave();
    }
}

/// <summary>A Python <c>tuple</c> of 2.</summary>
internal sealed class TupleConverter<T1, T2>(PickleConverter<T1> c1, PickleConverter<T2> c2)
    : NodeConverter<ValueTuple<T1, T2>>
{
    private protected override ValueTuple<T1, T2> ReadNode(PickleNode node, ReadContext context)
    {
        var items = TupleShape.Items(node, 2);
        return new(c1.Read(items[0], context), c2.Read(items[1], context));
    }

    private protected override void WriteValue(PickleWriter writer, ValueTuple<T1, T2> value)
    {
        writer.Enter();
        c1.Write(writer, value.Item1);
        c2.Write(writer, value.Item2);
        writer.WriteOpcode(Opcode.Tuple2);
        writer.Leave();
    }
}

/// <summary>A Python <c>tuple</c> of 3.</summary>
internal sealed class TupleConverter<T1, T2, T3>(
    PickleConverter<T1> c1,
    PickleConverter<T2> c2,
    PickleConverter<T3> c3)
    : NodeConverter<ValueTuple<T1, T2, T3>>
{
    private protected override ValueTuple<T1, T2, T3> ReadNode(PickleNode node, ReadContext context)
    {
        var items = TupleShape.Items(node, 3);
        return new(c1.Read(items[0], context), c2.Read(items[1], context), c3.Read(items[2], context));
    }

    private protected override void WriteValue(PickleWriter writer, ValueTuple<T1, T2, T3> value)
    {
        writer.Enter();
        c1.Write(writer, value.Item1);
        c2.Write(writer, value.Item2);
        c3.Write(writer, value.Item3);
        writer.WriteOpcode(Opcode.Tuple3);
        writer.Leave();
    }
}

/// <summary>A Python <c>tuple</c> of 4.</summary>
internal sealed class TupleConverter<T1, T2, T3, T4>(
    PickleConverter<T1> c1,
    PickleConverter<T2> c2,
    PickleConverter<T3> c3,
    PickleConverter<T4> c4)
    : NodeConverter<ValueTuple<T1, T2, T3, T4>>
{
    private protected override ValueTuple<T1, T2, T3, T4> ReadNode(PickleNode node, ReadContext context)
    {
        var items = TupleShape.Items(node, 4);
        return new(
            c1.Read(items[0], context),
            c2.Read(items[1], context),
            c3.Read(items[2], context),
            c4.Read(items[3], context));
    }

    private protected override void WriteValue(PickleWriter writer, ValueTuple<T1, T2, T3, T4> value)
    {
        writer.Enter();
        writer.WriteOpcode(Opcode.Mark);
        c1.Write(writer, value.Item1);
        c2.Write(writer, value.Item2);
        c3.Write(writer, value.Item3);
        c4.Write(writer, value.Item4);
        writer.WriteOpcode(Opcode.Tuple);
        writer.Leave();
    }
}
