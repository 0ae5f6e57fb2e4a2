namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>tuple</c> of two as a <see cref="KeyValuePair{TKey, TValue}"/>.</summary>
internal sealed class PairConverter<TKey, TValue>(PickleConverter<TKey> keys, PickleConverter<TValue> values)
    : NodeConverter<KeyValuePair<TKey, TValue>>
{
    private protected override KeyValuePair<TKey, TValue> ReadNode(PickleNode node, ReadContext context) =>
        node is { Kind: NodeKind.Tuple, Count: 2 }
            ? new(keys.Read(node.Items[0], context), values.Read(node.Items[1], context))
            : throw TupleShape.Mismatch(node, 2);

    private protected override void WriteValue(PickleWriter writer, KeyValuePair<TKey, TValue> value)
    {
        writer.Enter();
        keys.Write(writer, value.Key);
        values.Write(writer, value.Value);
        writer.WriteOpcode(Opcode.Tuple2);
        writer.Leave();
    }
}
