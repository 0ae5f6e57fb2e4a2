namespace Bridge.Pickle;

/// <summary>A natural value other than a list that APPENDS adds items to.</summary>
internal interface IExtendable
{
    /// <summary>Adds the items; false when they do not fit the type.</summary>
    bool TryExtend(ReadOnlySpan<object?> items);
}
