namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>tuple</c> of 5.</summary>
internal sealed class TupleConverter<T1, T2, T3, T4, T5>(
    PickleConverter<T1> c1,
    PickleConverter<T2> c2,
    PickleConverter<T3> c3,
    PickleConverter<T4> c4,
    PickleConverter<T5> c5)
    : NodeConverter<ValueTuple<T1, T2, T3, T4, T5>>
{
    private protected override ValueTuple<T1, T2, T3, T4, T5> ReadNode(PickleNode node, ReadContext context)
    {
        var items = TupleShape.Items(node, 5);
        return new(
            c1.Read(items[0], context),
            c2.Read(items[1], context),
            c3.Read(items[2], context),
            c4.Read(items[3], context),
            c5.Read(items[4], context));
    }

    private protected override void WriteValue(PickleWriter writer, ValueTuple<T1, T2, T3, T4, T5> value)
    {
        writer.Enter();
        writer.WriteOpcode(Opcode.Mark);
        c1.Write(writer, value.Item1);
        c2.Write(writer, value.Item2);
        c3.Write(writer, value.Item3);
        c4.Write(writer, value.Item4);
        c5.Write(writer, value.Item5);
        writer.WriteOpcode(Opcode.Tuple);
        writer.Leave();
    }
}

/// <summary>A Python <c>tuple</c> of 6.</summary>
internal sealed class TupleConverter<T1, T2, T3, T4, T5, T6>(
    PickleConverter<T1> c1,
    PickleConverter<T2> c2,
    PickleConverter<T3> c3,
    PickleConverter<T4> c4,
    PickleConverter<T5> c5,
    PickleConverter<T6> c6)
    : NodeConverter<ValueTuple<T1, T2, T3, T4, T5, T6>>
{
    private protected override ValueTuple<T1, T2, T3, T4, T5, T6> ReadNode(PickleNode node, ReadContext context)
    {
        var items = TupleShape.Items(node, 6);
        return new(
            c1.Read(items[0], context),
            c2.Read(items[1], context),
            c3.Read(items[2], context),
            c4.Read(items[3], context),
            c5.Read(items[4], context),
            c6.Read(items[5], context));
    }

    private protected override void WriteValue(PickleWriter writer, ValueTuple<T1, T2, T3, T4, T5, T6> value)
    {
        writer.Enter();
        writer.WriteOpcode(Opcode.Mark);
        c1.Write(writer, value.Item1);
        c2.Write(writer, value.Item2);
        c3.Write(writer, value.Item3);
        c4.Write(writer, value.Item4);
        c5.Write(writer, value.Item5);
        c6.Write(writer, value.Item6);
        writer.WriteOpcode(Opcode.Tuple);
        writer.Leave();
    }
}

/// <summary>A Python <c>tuple</c> of 7.</summary>
internal sealed class TupleConverter<T1, T2, T3, T4, T5, T6, T7>(
    PickleConverter<T1> c1,
    PickleConverter<T2> c2,
    PickleConverter<T3> c3,
    PickleConverter<T4> c4,
    PickleConverter<T5> c5,
    PickleConverter<T6> c6,
    PickleConverter<T7> c7)
    : NodeConverter<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>
{
    private protected override ValueTuple<T1, T2, T3, T4, T5, T6, T7> ReadNode(PickleNode node, ReadContext context)
    {
        var items = TupleShape.Items(node, 7);
        return new(
            c1.Read(items[0], context),
            c2.Read(items[1], context),
            c3.Read(items[2], context),
            c4.Read(items[3], context),
            c5.Read(items[4], context),
            c6.Read(items[5], context),
            c7.Read(items[6], context));
    }

    private protected override void WriteValue(PickleWriter writer, ValueTuple<T1, T2, T3, T4, T5, T6, T7> value)
    {
        writer.Enter();
        writer.WriteOpcode(Opcode.Mark);
        c1.Write(writer, value.Item1);
        c2.Write(writer, value.Item2);
        c3.Write(writer, value.Item3);
        c4.Write(writer, value.Item4);
        c5.Write(writer, value.Item5);
        c6.Write(writer, value.Item6);
        c7.Write(writer, value.Item7);
        writer.WriteOpcode(Opcode.Tuple);
        writer.Leave();
    }
}
