using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>What a record is as attributes of a namespace.</summary>
internal static class RecordAttributes
{
    /// <summary>The names and values that the codec gives the record, in its order.</summary>
    /// <exception cref="ArgumentException">The codec makes no dict with string keys of it.</exception>
    /// <exception cref="PicklingException">A value has no Python equivalent.</exception>
    public static List<KeyValuePair<string, object?>> Of<TRecord>(TRecord record, PickleOptions options)
        where TRecord : notnull
    {
        ArgumentNullException.ThrowIfNull(record);
        return PickleSerializer.Deserialize(PickleSerializer.Serialize(record, options), options) is PythonDict dict
            && dict.Keys.All(key => key is string)
            ? [.. dict.Select(pair => KeyValuePair.Create((string)pair.Key!, pair.Value))]
            : throw new ArgumentException(
                $"A {record.GetType().Name} is no set of attributes; give a record or a dictionary with string keys.",
                nameof(record));
    }
}
