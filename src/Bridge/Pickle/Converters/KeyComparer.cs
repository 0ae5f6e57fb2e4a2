namespace Bridge.Pickle.Converters;

/// <summary>How keys of a .NET type compare, so that what is one key in Python is one here.</summary>
internal static class KeyComparer
{
    /// <summary>
    /// Python's equality for reference types such as byte[] and object; .NET's own, by null, for the rest.
    /// </summary>
    internal static IEqualityComparer<T>? For<T>() =>
        typeof(T).IsValueType || typeof(T) == typeof(string)
            ? null
            : (IEqualityComparer<T>)(object)PythonEqualityComparer.Instance;
}
