using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Refuses keys and set items that Python cannot hash, before they are sent.</summary>
internal static class Hashable
{
    /// <summary>Refuses one key or item.</summary>
    /// <exception cref="ArgumentException">Python cannot hash it.</exception>
    public static void ThrowIfNot(object? key, PickleOptions options)
    {
        if (key is null or string or byte[] or Proxy || key.GetType().IsPrimitive)
        {
            return;
        }

        // What a .NET type becomes is the codec's to say: a HashSet<int> is a set, a record a dict, (1, 2) a tuple.
        var natural = PickleSerializer.Deserialize(PickleSerializer.Serialize(key, options), options);
        _ = PythonEqualityComparer.HashOf(natural);
    }

    /// <summary>The items as a list that can be sent, each of them hashable.</summary>
    /// <exception cref="ArgumentException">Python cannot hash one of them.</exception>
    public static List<T> ToList<T>(IEnumerable<T> items, PickleOptions options)
    {
        ArgumentNullException.ThrowIfNull(items);
        List<T> list = [.. items];
        if (!IsAlways<T>())
        {
            foreach (var item in list)
            {
                ThrowIfNot(item, options);
            }
        }

        return list;
    }

    /// <summary>The pairs as a dict that can be sent, each key hashable.</summary>
    /// <exception cref="ArgumentException">Python cannot hash a key.</exception>
    public static DictItems<TKey, TValue> ToDict<TKey, TValue>(
        IEnumerable<KeyValuePair<TKey, TValue>> items, PickleOptions options)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(items);
        if (IsAlways<TKey>())
        {
            return new(items as IReadOnlyCollection<KeyValuePair<TKey, TValue>> ?? [.. items]);
        }

        KeyValuePair<TKey, TValue>[] pairs = [.. items];
        foreach (var (key, _) in pairs)
        {
            ArgumentNullException.ThrowIfNull(key);
            ThrowIfNot(key, options);
        }

        return new(pairs);
    }

    // All that ThrowIfNot lets pass at a glance, known without a look at each.
    private static bool IsAlways<T>() =>
        typeof(T).IsPrimitive || typeof(T) == typeof(string) || typeof(T) == typeof(byte[]);
}
