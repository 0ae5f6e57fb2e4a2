namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>tuple</c> of 1.</summary>
internal sealed class TupleConverter<T1>(PickleConverter<T1> c1)
    : ContainerConverter<ValueTuple<T1>>
{
    internal override bool TryReadDirect(ref DirectReader reader, out ValueTuple<T1> value)
    {
        value = default;
        if (!TupleShape.TryBegin(ref reader, 1)
            || !c1.TryReadDirect(ref reader, out var item1))
        {
            return false;
        }

        value = new(item1);
        return TupleShape.TryEnd(ref reader, 1);
    }

    private protected override ValueTuple<T1> ReadContainer(object value, ReadContext context)
    {
        var items = TupleShape.Items(value, 1);
        return new(c1.Read(items[0], context));
    }

    private protected override void WriteContainer(PickleWriter writer, ValueTuple<T1> value)
    {
        writer.Enter();
        c1.Write(writer, value.Item1);
        writer.WriteOpcode(Opcode.Tuple1);
        writer.Leave();
    }
}

/// <summary>A Python <c>tuple</c> of 2.</summary>
internal sealed class TupleConverter<T1, T2>(PickleConverter<T1> c1, PickleConverter<T2> c2)
    : ContainerConverter<ValueTuple<T1, T2>>
{
    internal override bool TryReadDirect(ref DirectReader reader, out ValueTuple<T1, T2> value)
    {
        value = default;
        if (!TupleShape.TryBegin(ref reader, 2)
            || !c1.TryReadDirect(ref reader, out var item1)
            || !c2.TryReadDirect(ref reader, out var item2))
        {
            return false;
        }

        value = new(item1, item2);
        return TupleShape.TryEnd(ref reader, 2);
    }

    private protected override ValueTuple<T1, T2> ReadContainer(object value, ReadContext context)
    {
        var items = TupleShape.Items(value, 2);
        return new(c1.Read(items[0], context), c2.Read(items[1], context));
    }

    private protected override void WriteContainer(PickleWriter writer, ValueTuple<T1, T2> value)
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
    : ContainerConverter<ValueTuple<T1, T2, T3>>
{
    internal override bool TryReadDirect(ref DirectReader reader, out ValueTuple<T1, T2, T3> value)
    {
        value = default;
        if (!TupleShape.TryBegin(ref reader, 3)
            || !c1.TryReadDirect(ref reader, out var item1)
            || !c2.TryReadDirect(ref reader, out var item2)
            || !c3.TryReadDirect(ref reader, out var item3))
        {
            return false;
        }

        value = new(item1, item2, item3);
        return TupleShape.TryEnd(ref reader, 3);
    }

    private protected override ValueTuple<T1, T2, T3> ReadContainer(object value, ReadContext context)
    {
        var items = TupleShape.Items(value, 3);
        return new(c1.Read(items[0], context), c2.Read(items[1], context), c3.Read(items[2], context));
    }

    private protected override void WriteContainer(PickleWriter writer, ValueTuple<T1, T2, T3> value)
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
    : ContainerConverter<ValueTuple<T1, T2, T3, T4>>
{
    internal override bool TryReadDirect(ref DirectReader reader, out ValueTuple<T1, T2, T3, T4> value)
    {
        value = default;
        if (!TupleShape.TryBegin(ref reader, 4)
            || !c1.TryReadDirect(ref reader, out var item1)
            || !c2.TryReadDirect(ref reader, out var item2)
            || !c3.TryReadDirect(ref reader, out var item3)
            || !c4.TryReadDirect(ref reader, out var item4))
        {
            return false;
        }

        value = new(item1, item2, item3, item4);
        return TupleShape.TryEnd(ref reader, 4);
    }

    private protected override ValueTuple<T1, T2, T3, T4> ReadContainer(object value, ReadContext context)
    {
        var items = TupleShape.Items(value, 4);
        return new(
            c1.Read(items[0], context),
            c2.Read(items[1], context),
            c3.Read(items[2], context),
            c4.Read(items[3], context));
    }

    private protected override void WriteContainer(PickleWriter writer, ValueTuple<T1, T2, T3, T4> value)
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
