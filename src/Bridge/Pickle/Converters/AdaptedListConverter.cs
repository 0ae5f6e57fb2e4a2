namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>list</c> as a collection that is made of an array.</summary>
internal sealed class AdaptedListConverter<TList, TItem>(
    PickleConverter<TItem> items, Func<TItem[], TList> create, Func<TList, IEnumerable<TItem>> enumerate)
    : AdaptedConverter<TList, TItem[]>(new ArrayConverter<TItem>(items), create)
{
    private protected override bool Takes(object value) => NaturalItems.OfList(value) is not null;

    private protected override void WriteContainer(PickleWriter writer, TList value)
    {
        if (typeof(TList).IsInterface)
        {
            writer.WriteObject(value);
        }
        else
        {
            ListWriting.Write(writer, IdentityOf(value), enumerate(value), items);
        }
    }
}
