namespace Bridge.Pickle.Records;

/// <summary>A dict lacks a key that a record needs.</summary>
/// <param name="item">The key.</param>
/// <param name="message">One sentence.</param>
internal sealed class MissingItemException(string item, string message) : InvalidCastException(message)
{
    /// <summary>The key.</summary>
    public string Item { get; } = item;
}
