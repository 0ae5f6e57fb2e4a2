using Bridge.Manager;
using Bridge.Proxies;

namespace Inventory;

/// <summary>The C# implementation of the operations. Its twin is python/inventory.py.</summary>
public sealed class SharedInventory : IAsyncDisposable
{
    private readonly DictProxy<string, int> _stock;
    private readonly ListProxy<string> _journal;

    private SharedInventory(DictProxy<string, int> stock, ListProxy<string> journal)
    {
        _stock = stock;
        _journal = journal;
    }

    /// <summary>Operations on the shared stock of a manager; each is written to the shared journal.</summary>
    public static async Task<SharedInventory> OpenAsync(ManagerClient client) =>
        new(await client.GetDictAsync<string, int>("get_stock"), await client.GetListAsync<string>("get_journal"));

    /// <summary>Adds to the stock, and gives what is there then.</summary>
    public async Task<int> ReceiveAsync(string item, int count)
    {
        var total = await _stock.GetItemOrDefaultAsync(item, 0) + count;
        await _stock.SetItemAsync(item, total);
        await _journal.AppendAsync($"receive {item} {count}");
        return total;
    }

    /// <summary>Takes from the stock, and gives what is left.</summary>
    /// <exception cref="OutOfStockException">There is less.</exception>
    public async Task<int> ShipAsync(string item, int count)
    {
        var left = await _stock.GetItemOrDefaultAsync(item, 0) - count;
        if (left < 0)
        {
            throw new OutOfStockException($"out of stock: {item}");
        }

        if (left == 0)
        {
            await _stock.PopAsync(item);
        }
        else
        {
            await _stock.SetItemAsync(item, left);
        }

        await _journal.AppendAsync($"ship {item} {count}");
        return left;
    }

    public async ValueTask DisposeAsync()
    {
        await _stock.DisposeAsync();
        await _journal.DisposeAsync();
    }
}
