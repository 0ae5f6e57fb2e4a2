namespace Shop;

/// <summary>What is ordered.</summary>
public sealed record Order(string Item, decimal Net, int Months, string Country);

/// <summary>What it costs.</summary>
public sealed record Bill(string Item, decimal Part, decimal Last, decimal Interest);

/// <summary>The function of <c>prices.py</c>, in C#. An ordinary library: there is no Bridge in it.</summary>
public static class PriceList
{
    private static readonly Dictionary<string, decimal> Rates = new()
    {
        ["DE"] = 0.0025m,
        ["FR"] = 0.0031m,
        ["LU"] = 0.0019m,
    };

    public static Bill Price(Order order)
    {
        var rate = Rates[order.Country];
        var rest = order.Net;
        var part = Cents(rest / order.Months);
        var interest = 0.00m;
        for (var month = 0; month < order.Months; month++)
        {
            interest += Cents(rest * rate);
            rest -= part;
        }

        return new Bill(order.Item, part, part + rest, interest);
    }

    private static decimal Cents(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}
