namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>list</c> as an array; takes a <c>tuple</c> as well.</summary>
internal sealed class ArrayConverter<TItem>(PickleConverter<TItem> items) : NodeConverter<TItem[]>
{
    private protected override TItem[] ReadNode(PickleNode node, ReadContext context)
    {
        if (node.Kind is not (NodeKind.List or NodeKind.Tuple))
        {
            throw Mismatch(node);
        }

        var source = node.Items;
        var array = source.IsEmpty ? [] : new TItem[source.Length];
        for (var i = 0; i < source.Length; i++)
        {
            array[i] = items.Read(source[i], context);
        }

        return array;
    }

    private protected override void WriteValue(PickleWriter writer, TItem[] value) =>
        ListWriting.Write<TItem>(writer, value, value, items);
}
