namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>tuple</c> of two as a <see cref="KeyValuePair{TKey, TValue}"/>.</summary>
internal sealed class PairConverter<TKey, TValue>(PickleConverter<TKey> keys, PickleConverter<TValue> values)
    : ContainerConverter<KeyValuePair<TKey, TValue>>
{
    internal override bool TryReadDirect(ref DirectReader reader, out KeyValuePair<TKey, TValue> value)
    {
        value = default;
        if (!TupleShape.TryBegin(ref reader, 2)
            || !keys.TryReadDirect(ref reader, out var key) || !values.TryReadDirect(ref reader, out var item))
        {
            return false;
        }

        value = new(key, item);
        return TupleShape.TryEnd(ref reader, 2);
    }

    private protected override KeyValuePair<TKey, TValue> ReadContainer(object value, ReadContext context)
    {
        var items = TupleShape.Items(value, 2);
        return new(keys.Read(items[0], context), values.Read(items[1], context));
    }

    private protected override void WriteContainer(PickleWriter writer, KeyValuePair<TKey, TValue> value)
    {
        writer.Enter();
        keys.Write(writer, value.Key);
        values.Write(writer, value.Value);
        writer.WriteOpcode(Opcode.Tuple2);
        writer.Leave();
    }
}
