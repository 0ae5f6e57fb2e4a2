namespace Shop;

/// <summary>A row of the price list; its columns are <c>item</c> and <c>net</c>.</summary>
public sealed record Price(string Item, decimal Net);

/// <summary>What becomes of it.</summary>
public sealed record GrossPrice(string Item, decimal Gross);

/// <summary>Functions over the rows of a price list. Nothing here knows of Bridge.</summary>
public static class PriceList
{
    private static decimal _rate;

    /// <summary>Called once in each process, before the first row.</summary>
    public static void Setup() => _rate = 1.19m;

    public static GrossPrice Gross(Price row) => row.Net >= 0
        ? new GrossPrice(row.Item, Math.Round(row.Net * _rate, 2))
        : throw new ArgumentException($"{row.Item} has a negative price");

    /// <summary>Several results for a row: an iterator, as a generator in Python.</summary>
    public static IEnumerable<string> Letters(Price row)
    {
        foreach (var letter in row.Item)
        {
            yield return letter.ToString();
        }
    }
}
