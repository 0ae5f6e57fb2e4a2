namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>tuple</c> of 5.</summary>
internal sealed class TupleConverter<T1, T2, T3, T4, T5>(
    PickleConverter<T1> c1,
    PickleConverter<T2> c2,
    PickleConverter<T3> c3,
    PickleConverter<T4> c4,
    PickleConverter<T5> c5)
    : ContainerConverter<ValueTuple<T1, T2, T3, T4, T5>>
{
    internal override bool TryReadDirect(ref DirectReader reader, out ValueTuple<T1, T2, T3, T4, T5> value)
    {
        value = default;
        if (!TupleShape.TryBegin(ref reader, 5)
            || !c1.TryReadDirect(ref reader, out var item1)
            || !c2.TryReadDirect(ref reader, out var item2)
            || !c3.TryReadDirect(ref reader, out var item3)
            || !c4.TryReadDirect(ref reader, out var item4)
            || !c5.TryReadDirect(ref reader, out var item5))
        {
            return false;
        }

        value = new(item1, item2, item3, item4, item5);
        return TupleShape.TryEnd(ref reader, 5);
    }

    private protected override ValueTuple<T1, T2, T3, T4, T5> ReadContainer(object value, ReadContext context)
    {
        var items = TupleShape.Items(value, 5);
        return new(
            c1.Read(items[0], context),
            c2.Read(items[1], context),
            c3.Read(items[2], context),
            c4.Read(items[3], context),
            c5.Read(items[4], context));
    }

    private protected override void WriteContainer(PickleWriter writer, ValueTuple<T1, T2, T3, T4, T5> value)
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
    : ContainerConverter<ValueTuple<T1, T2, T3, T4, T5, T6>>
{
    internal override bool TryReadDirect(ref DirectReader reader, out ValueTuple<T1, T2, T3, T4, T5, T6> value)
    {
        value = default;
        if (!TupleShape.TryBegin(ref reader, 6)
            || !c1.TryReadDirect(ref reader, out var item1)
            || !c2.TryReadDirect(ref reader, out var item2)
            || !c3.TryReadDirect(ref reader, out var item3)
            || !c4.TryReadDirect(ref reader, out var item4)
            || !c5.TryReadDirect(ref reader, out var item5)
            || !c6.TryReadDirect(ref reader, out var item6))
        {
            return false;
        }

        value = new(item1, item2, item3, item4, item5, item6);
        return TupleShape.TryEnd(ref reader, 6);
    }

    private protected override ValueTuple<T1, T2, T3, T4, T5, T6> ReadContainer(object value, ReadContext context)
    {
        var items = TupleShape.Items(value, 6);
        return new(
            c1.Read(items[0], context),
            c2.Read(items[1], context),
            c3.Read(items[2], context),
            c4.Read(items[3], context),
            c5.Read(items[4], context),
            c6.Read(items[5], context));
    }

    private protected override void WriteContainer(PickleWriter writer, ValueTuple<T1, T2, T3, T4, T5, T6> value)
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
    : ContainerConverter<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>
{
    internal override bool TryReadDirect(ref DirectReader reader, out ValueTuple<T1, T2, T3, T4, T5, T6, T7> value)
    {
        value = default;
        if (!TupleShape.TryBegin(ref reader, 7)
            || !c1.TryReadDirect(ref reader, out var item1)
            || !c2.TryReadDirect(ref reader, out var item2)
            || !c3.TryReadDirect(ref reader, out var item3)
            || !c4.TryReadDirect(ref reader, out var item4)
            || !c5.TryReadDirect(ref reader, out var item5)
            || !c6.TryReadDirect(ref reader, out var item6)
            || !c7.TryReadDirect(ref reader, out var item7))
        {
            return false;
        }

        value = new(item1, item2, item3, item4, item5, item6, item7);
        return TupleShape.TryEnd(ref reader, 7);
    }

    private protected override ValueTuple<T1, T2, T3, T4, T5, T6, T7> ReadContainer(object value, ReadContext context)
    {
        var items = TupleShape.Items(value, 7);
        return new(
            c1.Read(items[0], context),
            c2.Read(items[1], context),
            c3.Read(items[2], context),
            c4.Read(items[3], context),
            c5.Read(items[4], context),
            c6.Read(items[5], context),
            c7.Read(items[6], context));
    }

    private protected override void WriteContainer(PickleWriter writer, ValueTuple<T1, T2, T3, T4, T5, T6, T7> value)
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
