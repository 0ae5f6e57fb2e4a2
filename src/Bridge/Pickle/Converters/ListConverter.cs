using System.Runtime.InteropServices;

namespace Bridge.Pickle.Converters;

/// <summary>
/// A Python <c>list</c> as <see cref="List{T}"/> or one of its interfaces; takes a <c>tuple</c> as well.
/// </summary>
internal sealed class ListConverter<TList, TItem>(PickleConverter<TItem> items) : NodeConverter<TList>
    where TList : IEnumerable<TItem>
{
    private protected override TList ReadNode(PickleNode node, ReadContext context)
    {
        if (node.Kind is not (NodeKind.List or NodeKind.Tuple) || !typeof(TList).IsAssignableFrom(typeof(List<TItem>)))
        {
            throw Mismatch(node);
        }

        var list = new List<TItem>(node.Count);
        CollectionsMarshal.SetCount(list, node.Count);
        var target = CollectionsMarshal.AsSpan(list);
        var source = node.Items;
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = items.Read(source[i], context);
        }

        return (TList)(object)list;
    }

    private protected override void WriteValue(PickleWriter writer, TList value)
    {
        if (value is List<TItem> list)
        {
            ListWriting.Write(writer, value, CollectionsMarshal.AsSpan(list), items);
        }
        else if (typeof(TList).IsInterface)
        {
            writer.WriteObject(value);
        }
        else
        {
            ListWriting.Write(writer, IdentityOf(value), value, items);
        }
    }
}
