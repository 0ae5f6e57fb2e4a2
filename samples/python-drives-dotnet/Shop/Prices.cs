namespace Shop;

/// <summary>What the C# team has: an ordinary library, without a word of Python or Bridge.</summary>
public static class Prices
{
    /// <summary>The price with tax of one item.</summary>
    public static decimal Gross(Item item)
    {
        if (item.Net < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(item), item.Net, $"{item.Name} costs less than nothing.");
        }

        return Math.Round(item.Net * 1.19m, 2, MidpointRounding.AwayFromZero);
    }
}

/// <summary>A row: Python sends a dict with these keys.</summary>
public sealed record Item(string Name, decimal Net);
