namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>set</c> or <c>frozenset</c> as another set than <see cref="HashSet{T}"/>.</summary>
internal sealed class AdaptedSetConverter<TSet, TItem>(
    PickleConverter<TItem> items, Func<HashSet<TItem>, TSet> create, bool isFrozen)
    : AdaptedConverter<TSet, HashSet<TItem>>(new SetConverter<HashSet<TItem>, TItem>(items), create)
    where TSet : IEnumerable<TItem>
{
    private protected override bool Takes(object value) => NaturalItems.OfSet(value) is not null;

    private protected override void WriteContainer(PickleWriter writer, TSet value)
    {
        if (typeof(TSet).IsInterface)
        {
            writer.WriteObject(value);
        }
        else if (isFrozen)
        {
            SetWriting.WriteFrozen(writer, IdentityOf(value), value, items);
        }
        else
        {
            SetWriting.Write(writer, IdentityOf(value), value, items);
        }
    }
}
