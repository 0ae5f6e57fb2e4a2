using System.Globalization;

namespace Shop;

/// <summary>billing.py in C#, as one would write it, with three mistakes.</summary>
public static class FirstDraft
{
    private static readonly (string Country, decimal Rate)[] Rates =
        [("AT", 0.20m), ("DE", 0.19m), ("FR", 0.20m), ("LU", 0.17m)];

    /// <summary>One line for each item.</summary>
    public static IEnumerable<BillLine> Lines(Order order)
    {
        var rate = Rates.First(pair => pair.Country == order.Country).Rate;
        foreach (var item in order.Items.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = item.Split(':');
            var quantity = int.Parse(parts[1], CultureInfo.InvariantCulture);
            if (quantity == 0)
            {
                continue;
            }

            var net = quantity * decimal.Parse(parts[2], CultureInfo.InvariantCulture);
            var gross = Math.Round(net * (1 + rate), 2);
            yield return new BillLine(order.Number, parts[0], net, gross - net, gross);
        }
    }
}
