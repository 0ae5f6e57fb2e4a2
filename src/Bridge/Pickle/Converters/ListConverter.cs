using System.Runtime.InteropServices;

namespace Bridge.Pickle.Converters;

/// <summary>
/// A Python <c>list</c> as <see cref="List{T}"/> or one of its interfaces; takes a <c>tuple</c> as well.
/// </summary>
internal sealed class ListConverter<TList, TItem>(PickleConverter<TItem> items) : ContainerConverter<TList>
    where TList : IEnumerable<TItem>
{
    internal override bool MayStartWith(Opcode opcode) => opcode == Opcode.EmptyList;

    internal override bool TryReadDirect(ref DirectReader reader, out TList value)
    {
        if (reader.Peek() != Opcode.EmptyList || !typeof(TList).IsAssignableFrom(typeof(List<TItem>)))
        {
            return TryReadKnown(ref reader, out value);
        }

        var buffer = new ItemBuffer<TItem>();
        try
        {
            var isRead = ListReading.TryRead(ref reader, items, ref buffer, out var memoIndex);
            value = isRead ? (TList)(object)buffer.ToList() : default!;
            if (isRead)
            {
                reader.SetMemo(memoIndex, value, this);
            }

            return isRead;
        }
        finally
        {
            buffer.Release();
        }
    }

    private protected override TList ReadContainer(object value, ReadContext context)
    {
        var source = NaturalItems.OfList(value);
        if (source is null || !typeof(TList).IsAssignableFrom(typeof(List<TItem>)))
        {
            throw ReadContext.Mismatch<TList>(value);
        }

        var list = new List<TItem>(source.Count);
        CollectionsMarshal.SetCount(list, source.Count);
        var target = CollectionsMarshal.AsSpan(list);
        if (value is IPackedItems packed && packed.TryCopyTo(target))
        {
            return (TList)(object)list;
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] = items.Read(source[i], context);
        }

        return (TList)(object)list;
    }

    private protected override void WriteContainer(PickleWriter writer, TList value)
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
