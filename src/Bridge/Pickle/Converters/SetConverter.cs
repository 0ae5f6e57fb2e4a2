namespace Bridge.Pickle.Converters;

/// <summary>
/// A Python <c>set</c> as <see cref="HashSet{T}"/> or one of its interfaces; takes a <c>frozenset</c> as well.
/// </summary>
internal sealed class SetConverter<TSet, TItem>(PickleConverter<TItem> items) : NodeConverter<TSet>
    where TSet : IEnumerable<TItem>
{
    private protected override TSet ReadNode(PickleNode node, ReadContext context)
    {
        if (node.Kind is not (NodeKind.Set or NodeKind.FrozenSet)
            || !typeof(TSet).IsAssignableFrom(typeof(HashSet<TItem>)))
        {
            throw Mismatch(node);
        }

        var result = new HashSet<TItem>(node.Count, KeyComparer.For<TItem>());
        foreach (ref readonly var item in node.Items)
        {
            try
            {
                result.Add(items.Read(item, context));
            }
            catch (Exception e) when (e is ArgumentException or InsufficientExecutionStackException)
            {
                throw new UnpicklingException($"Not a valid pickle: {e.Message}", node.Offset, e);
            }
        }

        return (TSet)(object)result;
    }

    private protected override void WriteValue(PickleWriter writer, TSet value)
    {
        if (typeof(TSet).IsInterface && value is not HashSet<TItem>)
        {
            writer.WriteObject(value);
            return;
        }

        if (writer.TryWriteReference(IdentityOf(value)))
        {
            return;
        }

        writer.Enter();
        writer.WriteOpcode(Opcode.EmptySet);
        writer.Memoize(IdentityOf(value));
        ListWriting.WriteBatch(writer, value, items, Opcode.AddItems);
        writer.Leave();
    }
}
