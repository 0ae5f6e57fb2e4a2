namespace Bridge.Pickle.Converters;

/// <summary>The items of natural values, for the converters of .NET collections.</summary>
internal static class NaturalItems
{
    /// <summary>The items of a list or tuple, or of an array; null for anything else.</summary>
    internal static IReadOnlyList<object?>? OfList(object value) => value switch
    {
        List<object?> list => list,
        PythonTuple tuple => tuple,
        PythonDeque deque => deque,
        IPackedItems packed => packed.Items,
        _ => null,
    };

    /// <summary>The items of a set or frozenset; null for anything else.</summary>
    internal static HashSet<object?>? OfSet(object value) =>
        value as HashSet<object?> ?? (value as PythonFrozenSet)?.Items;
}
