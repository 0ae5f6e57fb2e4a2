/// <summary>What a shop has. Lives in the .NET process; Python processes use it through a manager.</summary>
internal sealed class Stock
{
    private readonly Dictionary<string, int> _items = [];
    private readonly Lock _gate = new();

    public int Add(string item, int count = 1)
    {
        lock (_gate)
        {
            return _items[item] = _items.GetValueOrDefault(item) + count;
        }
    }

    public int Take(string item, int count = 1)
    {
        lock (_gate)
        {
            return _items.GetValueOrDefault(item) >= count
                ? _items[item] -= count
                : throw new InvalidOperationException($"There are only {_items.GetValueOrDefault(item)} of {item}.");
        }
    }
}
