#:project ../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Runs a method of an assembly, or a program, over rows, in processes of their own:
// pool.cs PATH/TO/Prices.dll PATH/TO/worker.dll PATH/TO/Bridge.WorkerHost.dll
using Bridge.Hosting;
using Bridge.Workers;

var (prices, program, host) = (args[0], args[1], args[2]);
await using var manager = await ManagerProcess.StartAsync();

// A method of a class library. Without WorkerHost, the one beside this program is taken.
var options = new WorkerPoolOptions { Workers = 2, Ordered = true, WorkerHost = host };
await using (var pool = await WorkerPool.StartAsync(manager.Client, $"{prices}:Shop.PriceList.Gross", options))
{
    Price[] rows = [new("pear", 1.50m), new("plum", 2.25m), new("quince", -1)];
    await foreach (var result in pool.MapAsync<Price, GrossPrice>(rows.ToAsyncEnumerable()))
    {
        Console.WriteLine(result.Error is { } error
            ? $"{result.Input.Item}: {error.PythonType}: {error.Message}"
            : $"{result.Value.Item}: {result.Value.Gross}");
    }
}

// A program that calls BridgeWorker.RunAsync.
await using (var pool = await WorkerPool.StartAsync(manager.Client, program, options))
{
    Reading[] rows = [new("roof", 21.5), new("cellar", 12)];
    await foreach (var result in pool.MapAsync<Reading, Reading>(rows.ToAsyncEnumerable()))
    {
        Console.WriteLine($"{result.Value.Sensor}: {result.Value.Celsius}");
    }
}

internal sealed record Price(string Item, decimal Net);

internal sealed record GrossPrice(string Item, decimal Gross);

internal sealed record Reading(string Sensor, double Celsius);
