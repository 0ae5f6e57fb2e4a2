namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>dict</c> as another dictionary than <see cref="Dictionary{TKey, TValue}"/>.</summary>
internal sealed class AdaptedDictionaryConverter<TDictionary, TKey, TValue>(
    PickleConverter<TKey> keys, PickleConverter<TValue> values, Func<Dictionary<TKey, TValue>, TDictionary> create)
    : AdaptedConverter<TDictionary, Dictionary<TKey, TValue>>(
        new DictionaryConverter<Dictionary<TKey, TValue>, TKey, TValue>(keys, values), create)
    where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    private protected override bool Takes(object value) => value is PythonDict;

    private protected override void WriteContainer(PickleWriter writer, TDictionary value)
    {
        if (typeof(TDictionary).IsInterface)
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
}
