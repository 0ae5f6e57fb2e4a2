namespace Bridge.Pickle.Converters;

/// <summary>What the converters of C# tuples have in common.</summary>
internal static class TupleShape
{
    /// <summary>The items of a Python tuple of exactly this length.</summary>
    internal static ReadOnlySpan<PickleValue> Items(PickleNode node, int length) =>
        node.Kind == NodeKind.Tuple && node.Count == length ? node.Items : throw Mismatch(node, length);

    internal static InvalidCastException Mismatch(PickleNode node, int length)
    {
        var found = PythonTypeName.Of(PickleValue.OfNode(node));
        return new InvalidCastException(node.Kind == NodeKind.Tuple
            ? $"The value is a Python tuple of {node.Count}; a tuple of {length} was asked for."
            : $"The value is a Python {found}; a tuple of {length} was asked for.");
    }
}
