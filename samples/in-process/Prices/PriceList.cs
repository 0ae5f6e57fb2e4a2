namespace Shop;

/// <summary>What is ordered.</summary>
public sealed record Order(string Item, int Quantity, decimal Net, string Country);

/// <summary>What it costs.</summary>
public sealed record Bill(string Item, decimal Net, decimal Tax, decimal Gross);

/// <summary>The function of <c>prices.py</c>, in C#. An ordinary library: there is no Bridge in it.</summary>
public static class PriceList
{
    private const int Many = 100;
    private const decimal Discount = 0.95m;

    private static readonly Dictionary<string, decimal> Rates = new()
    {
        ["DE"] = 0.19m,
        ["FR"] = 0.20m,
        ["LU"] = 0.17m,
    };

    public static Bill Price(Order order)
    {
        var net = order.Quantity * order.Net;
        if (order.Quantity >= Many)
        {
            net *= Discount;
        }

        net = Math.Round(net, 2, MidpointRounding.AwayFromZero);
        var tax = Math.Round(net * Rates[order.Country], 2, MidpointRounding.AwayFromZero);
        return new Bill(order.Item, net, tax, net + tax);
    }
}
