namespace Bridge.Pickle.Converters;

/// <summary>
/// A Python <c>set</c> as <see cref="HashSet{T}"/> or one of its interfaces; takes a <c>frozenset</c> as well.
/// </summary>
internal sealed class SetConverter<TSet, TItem>(PickleConverter<TItem> items) : ContainerConverter<TSet>
    where TSet : IEnumerable<TItem>
{
    private protected override TSet ReadContainer(object value, ReadContext context)
    {
        var source = NaturalItems.OfSet(value);
        if (source is null || !typeof(TSet).IsAssignableFrom(typeof(HashSet<TItem>)))
        {
            throw ReadContext.Mismatch<TSet>(value);
        }

        var result = new HashSet<TItem>(source.Count, KeyComparer.For<TItem>());
        foreach (var item in source)
        {
            result.Add(items.Read(item, context));
        }

        return (TSet)(object)result;
    }

    private protected override void WriteContainer(PickleWriter writer, TSet value)
    {
        if (typeof(TSet).IsInterface && value is not HashSet<TItem>)
        {
            writer.WriteObject(value);
        }
        else
        {
            SetWriting.Write(writer, IdentityOf(value), value, items);
        }
    }
}
