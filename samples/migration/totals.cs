#:project ../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Bills each order by billing.py, and keeps the totals of the countries in a dict that Python programs can read as well.
// With the name of another function as argument, runs that beside it and tells what it returns differently.
using Bridge.Proxies;
using System.Runtime.CompilerServices;
using Bridge.Hosting;
using Bridge.Workers;

await using var manager = await ManagerProcess.StartAsync();
await using var totals = await manager.Client.CreateDictAsync<string, decimal>();
await using var pool = await WorkerPool.StartAsync(manager.Client, $"{Here()}/billing.py:lines", workers: 2);
await using var other = args is [var function] ? await WorkerPool.StartAsync(manager.Client, function, workers: 2) : null;

var shadow = other is null ? null : new ShadowPool(pool, other);
var bills = shadow is null
    ? pool.MapAsync<Order, BillLine>(Orders())
    : shadow.MapAsync<Order, BillLine>(Orders(), difference => Console.WriteLine(difference));

await foreach (var bill in bills)
{
    if (bill.Error is { } error)
    {
        Console.WriteLine($"order {bill.Input.Number}: {error.Message}");
        continue;
    }

    var (_, sum) = await totals.TryGetItemAsync(bill.Input.Country);
    await totals.SetItemAsync(bill.Input.Country, sum + bill.Values.Sum(line => line.Gross));
}

foreach (var (country, sum) in (await totals.GetItemsAsync()).OrderBy(pair => pair.Key))
{
    Console.WriteLine($"{country}: {sum}");
}

if (shadow?.Report is { } report)
{
    Console.WriteLine($"{report.Differing} of {report.Compared} rows differ");
}

static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

static IAsyncEnumerable<Order> Orders() =>
    File.ReadLines($"{Here()}/orders.csv").Skip(1)
        .Select(line => line.Split(','))
        .Select(cells => new Order(cells[0], cells[1], cells[2]))
        .ToAsyncEnumerable();

internal sealed record Order(string Number, string Country, string Items);

internal sealed record BillLine(string Order, string Item, decimal Net, decimal Tax, decimal Gross);
