namespace Shop;

/// <summary>A row of orders.csv: the columns number, country, items.</summary>
public sealed record Order(string Number, string Country, string Items);
