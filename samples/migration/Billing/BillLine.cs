namespace Shop;

/// <summary>One line of a bill; in Python a dict with the keys order, item, net, tax, gross.</summary>
public sealed record BillLine(string Order, string Item, decimal Net, decimal Tax, decimal Gross);
