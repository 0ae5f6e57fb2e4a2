namespace Inventory;

/// <summary>More was to be shipped than there is.</summary>
public sealed class OutOfStockException(string message) : Exception(message);
