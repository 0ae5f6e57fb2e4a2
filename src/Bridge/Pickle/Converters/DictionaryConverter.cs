namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>dict</c> as <see cref="Dictionary{TKey, TValue}"/> or one of its interfaces.</summary>
internal sealed class DictionaryConverter<TDictionary, TKey, TValue>(
    PickleConverter<TKey> keys, PickleConverter<TValue> values) : ContainerConverter<TDictionary>
    where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    internal override bool MayStartWith(Opcode opcode) => opcode == Opcode.EmptyDict;

    internal override bool TryReadDirect(ref DirectReader reader, out TDictionary value)
    {
        if (reader.Peek() != Opcode.EmptyDict || !typeof(TDictionary).IsAssignableFrom(typeof(Dictionary<TKey, TValue>)))
        {
            return TryReadKnown(ref reader, out value);
        }

        // Keys that are compared by content of their own may refuse to be hashed; the other way can say why.
        var result = new Dictionary<TKey, TValue>(KeyComparer.For<TKey>());
        value = (TDictionary)(object)result;
        var isRead = reader.TrySkip(Opcode.EmptyDict) && reader.TryEnter();
        var memoIndex = reader.PeekMemoIndex();
        if (!isRead || !reader.TryMemoize(null, null) || !DictReading.TryRead(ref reader, result, keys, values))
        {
            return false;
        }

        reader.Leave();
        reader.SetMemo(memoIndex, result, this);
        return true;
    }

    private protected override TDictionary ReadContainer(object value, ReadContext context)
    {
        if (value is not PythonDict dict || !typeof(TDictionary).IsAssignableFrom(typeof(Dictionary<TKey, TValue>)))
        {
            throw ReadContext.Mismatch<TDictionary>(value);
        }

        var result = new Dictionary<TKey, TValue>(dict.Count, KeyComparer.For<TKey>());
        foreach (var (naturalKey, naturalValue) in dict)
        {
            var key = keys.Read(naturalKey, context)
                ?? throw new InvalidCastException(
                    "The dict has the key None, which Dictionary cannot hold; ask for PythonDict.");
            try
            {
                result[key] = values.Read(naturalValue, context);
            }
            catch (ArgumentException e)
            {
                throw new InvalidCastException($"The dict has a key that Dictionary cannot hold: {e.Message}", e);
            }
        }

        return (TDictionary)(object)result;
    }

    private protected override void WriteContainer(PickleWriter writer, TDictionary value)
    {
        if (value is Dictionary<TKey, TValue> dictionary)
        {
            Write(writer, dictionary);
        }
        else if (typeof(TDictionary).IsInterface)
        {
            writer.WriteObject(value);
        }
        else if (!writer.TryWriteReference(IdentityOf(value)))
        {
            DictWriting.Begin(writer, IdentityOf(value));
            DictWriting.WriteItems(writer, value, keys, values);
            writer.Leave();
        }
    }

    private void Write(PickleWriter writer, Dictionary<TKey, TValue> dictionary)
    {
        if (writer.TryWriteReference(dictionary))
        {
            return;
        }

        DictWriting.Begin(writer, dictionary);
        if (typeof(TKey) == typeof(string))
        {
            writer.ExpectStrings(dictionary.Count);
        }

        var batch = new DictBatch(writer, dictionary.Count);
        foreach (var (key, value) in dictionary)
        {
            batch.BeginItem();
            keys.Write(writer, key);
            values.Write(writer, value);
        }

        batch.End();
        writer.Leave();
    }
}
