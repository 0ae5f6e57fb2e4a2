namespace Bridge.TestWorkers;

/// <summary>A row of a price list.</summary>
public sealed record PriceRow(string Item, decimal Net, int? UnitsInStock = null);

/// <summary>What becomes of it.</summary>
public sealed record GrossRow(string Item, decimal Gross);
