namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>list</c> as an array; takes a <c>tuple</c>, and what keeps its items as bytes.</summary>
internal sealed class ArrayConverter<TItem>(PickleConverter<TItem> items) : ContainerConverter<TItem[]>
{
    internal override bool MayStartWith(Opcode opcode) => opcode == Opcode.EmptyList;

    internal override bool TryReadDirect(ref DirectReader reader, out TItem[] value)
    {
        if (reader.Peek() != Opcode.EmptyList)
        {
            return TryReadPacked(ref reader, out value);
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
        var array = source.Count == 0 ? [] : GC.AllocateUninitializedArray<TItem>(source.Count);
        if (value is IPackedItems packed && packed.TryCopyTo<TItem>(array))
        {
            return array;
        }

        for (var i = 0; i < array.Length; i++)
        {
            array[i] = items.Read(source[i], context);
        }

        return array;
    }

    private protected override void WriteContainer(PickleWriter writer, TItem[] value) =>
        ListWriting.Write<TItem>(writer, value, value, items);

    /// <summary>None, a reference, or an array of numpy or array.array that has the very items: those are copied at once.</summary>
    private bool TryReadPacked(ref DirectReader reader, out TItem[] value)
    {
        var place = reader.Place;
        if (TryReadKnown(ref reader, out value))
        {
            return true;
        }

        reader.GoBack(place);
        var packed = default(PackedDirectReader<TItem>);
        if (!packed.TryRead(ref reader))
        {
            return false;
        }

        value = GC.AllocateUninitializedArray<TItem>(packed.Count);
        reader.SetMemo(packed.MemoIndex, value, this);
        return packed.TryCopyTo(value);
    }
}
