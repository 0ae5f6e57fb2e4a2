namespace Bridge.Pickle;

/// <summary>A natural value that keeps its items as bytes, and may be asked for as an array or list of them.</summary>
internal interface IPackedItems
{
    /// <summary>The items as natural values, made when they are asked for; null when there is no sequence.</summary>
    IReadOnlyList<object?>? Items { get; }

    /// <summary>Copies all items at once; false when their type is another one.</summary>
    bool TryCopyTo<T>(Span<T> target);
}
