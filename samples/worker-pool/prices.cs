#:project ../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Runs worker.py, of the current folder, over rows: cd samples/worker-pool && dotnet run prices.cs
using Bridge.Hosting;
using Bridge.Workers;

var rows = new[] { "2", "4", "6" }.Select(amount => new Dictionary<string, string> { ["amount"] = amount }).ToAsyncEnumerable();

await using var manager = await ManagerProcess.StartAsync();
await using var pool = await WorkerPool.StartAsync(manager.Client, "worker.py:price", workers: 4);
await foreach (var result in pool.MapAsync<Dictionary<string, string>, double>(rows))
{
    Console.WriteLine($"{result.Index}: {result.Value}");
}
