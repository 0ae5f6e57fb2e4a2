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
        foreach (var item in list)
        {
            ThrowIfNot(item, options);
        }

        return list;
    }
}
