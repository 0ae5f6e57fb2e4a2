#:project ../../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Counts the calls that the same work takes, item by item and at once, as batches.py does, which is started first.
using System.Diagnostics;
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

const int Items = 1000;

await using var client = await ManagerClient.ConnectAsync(
    ManagerAddress.Parse(args is [var at, ..] ? at : "127.0.0.1:28600"), AuthKey.FromString("sesame"));
await using var shared = await client.GetDictAsync<string, int>("get_table");
await using var calls = await client.CreateAsync("get_meter");
await using var both = await client.GetBarrierAsync("get_meeting");

await both.WaitAsync(); // now it is our turn
var pairs = Enumerable.Range(0, Items).ToDictionary(n => $"c{n}", n => n);

var start = Stopwatch.GetTimestamp();
foreach (var (name, number) in pairs)
{
    await shared.SetItemAsync(name, number);
}

var total = 0;
foreach (var name in pairs.Keys)
{
    total += await shared.GetItemAsync(name);
}

var singly = Stopwatch.GetElapsedTime(start);
Console.WriteLine($"one by one: sum {total}, {await calls.CallAsync<int>("take")} calls");

start = Stopwatch.GetTimestamp();
await shared.UpdateAsync(pairs);
var copy = await shared.GetSnapshotAsync();
var together = Stopwatch.GetElapsedTime(start);
total = copy.Where(pair => pair.Key.StartsWith('c')).Sum(pair => pair.Value);
Console.WriteLine($"at once: sum {total}, {await calls.CallAsync<int>("take")} calls");
Console.Error.WriteLine($"{singly / together:F0} times as fast");

await both.WaitAsync();
