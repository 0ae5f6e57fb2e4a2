namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>dict</c> as <see cref="Dictionary{TKey, TValue}"/> or one of its interfaces.</summary>
internal sealed class DictionaryConverter<TDictionary, TKey, TValue>(
    PickleConverter<TKey> keys, PickleConverter<TValue> values) : NodeConverter<TDictionary>
    where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    private protected override TDictionary ReadNode(PickleNode node, ReadContext context)
    {
        if (node.Kind != NodeKind.Dict || !typeof(TDictionary).IsAssignableFrom(typeof(Dictionary<TKey, TValue>)))
        {
            throw Mismatch(node);
        }

        var result = new Dictionary<TKey, TValue>(node.Count / 2, KeyComparer.For<TKey>());
        var items = node.Items;
        for (var i = 0; i < items.Length; i += 2)
        {
            var key = keys.Read(items[i], context)
                ?? throw new InvalidCastException(
                    "The dict has the key None, which Dictionary cannot hold; ask for PythonDict.");
            try
            {
                result[key] = values.Read(items[i + 1], context);
            }
            catch (Exception e) when (e is ArgumentException or InsufficientExecutionStackException)
            {
                throw new UnpicklingException($"Not a valid pickle: {e.Message}", node.Offset, e);
            }
        }

        return (TDictionary)(object)result;
    }

    private protected override void WriteValue(PickleWriter writer, TDictionary value)
    {
        if (typeof(TDictionary).IsInterface && value is not Dictionary<TKey, TValue>)
        {
            writer.WriteObject(value);
            return;
        }

        if (writer.TryWriteReference(IdentityOf(value)))
        {
            return;
        }

        writer.Enter();
        writer.WriteOpcode(Opcode.EmptyDict);
        writer.Memoize(IdentityOf(value));
        using var pairs = value.GetEnumerator();
        if (pairs.MoveNext())
        {
            writer.WriteOpcode(Opcode.Mark);
            do
            {
                keys.Write(writer, pairs.Current.Key);
                values.Write(writer, pairs.Current.Value);
            }
            while (pairs.MoveNext());
            writer.WriteOpcode(Opcode.SetItems);
        }

        writer.Leave();
    }
}
