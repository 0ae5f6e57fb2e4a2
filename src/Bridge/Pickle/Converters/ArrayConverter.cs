namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>list</c> as an array; takes a <c>tuple</c> as well.</summary>
internal sealed class ArrayConverter<TItem>(PickleConverter<TItem> items) : ContainerConverter<TItem[]>
{
    internal override bool MayStartWith(Opcode opcode) => opcode == Opcode.EmptyList;

    internal override bool TryReadDirect(ref DirectReader reader, out TItem[] value)
    {
        if (reader.Peek() != Opcode.EmptyList)
        {
            return TryReadKnown(ref reader, out value);
        }

        var buffer = new ItemBuffer<TItem>();
        try
        {
            var isRead = ListReading.TryRead(ref reader, items, ref buffer, out var memoIndex);
            value = isRead ? buffer.Items.ToArray() : [];
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

    private protected override TItem[] ReadContainer(object value, ReadContext context)
    {
        var source = NaturalItems.OfList(value) ?? throw ReadContext.Mismatch<TItem[]>(value);
        var array = source.Count == 0 ? [] : new TItem[source.Count];
        for (var i = 0; i < array.Length; i++)
        {
            array[i] = items.Read(source[i], context);
        }

        return array;
    }

    private protected override void WriteContainer(PickleWriter writer, TItem[] value) =>
        ListWriting.Write<TItem>(writer, value, value, items);
}
