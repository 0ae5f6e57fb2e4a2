using System.Globalization;

namespace Shop;

/// <summary>billing.py in C#.</summary>
public static class Bills
{
    private static readonly Dictionary<string, decimal> Rates =
        new() { ["AT"] = 0.20m, ["DE"] = 0.19m, ["FR"] = 0.20m, ["LU"] = 0.17m };

    /// <summary>One line for each item.</summary>
    public static IEnumerable<BillLine> Lines(Order order)
    {
        var rate = Rates[order.Country];
        foreach (var item in order.Items.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = item.Split(':');
            var quantity = int.Parse(parts[1], CultureInfo.InvariantCulture);
            var net = quantity * decimal.Parse(parts[2], CultureInfo.InvariantCulture);
            var gross = Math.Round(net * (1 + rate), 2, MidpointRounding.AwayFromZero);
            yield return new BillLine(order.Number, parts[0], net, gross - net, gross);
        }
    }
}
