#:project ../../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Fills the second half of the Array of arrays.py, which is started first, and adds it to its Value.
using System.Diagnostics;
using System.Globalization;
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

const int Size = 20_000;

await using var client = await ManagerClient.ConnectAsync(
    ManagerAddress.Parse(args is [var at, ..] ? at : "127.0.0.1:28600"), AuthKey.FromString("sesame"));
await using var shared = await client.GetArrayAsync<double>("get_samples");
await using var value = await client.GetValueAsync<double>("get_total");
await using var gate = await client.GetLockAsync("get_gate");
await using var both = await client.GetBarrierAsync("get_meeting");
double[] half = [.. Enumerable.Range(0, Size / 2).Select(n => n + 0.5)];

var start = Stopwatch.GetTimestamp();
for (var i = 0; i < 500; i++)
{
    await shared.SetItemAsync((Size / 2) + i, half[i]); // a call for each
}

var singly = Stopwatch.GetElapsedTime(start) / 500;
start = Stopwatch.GetTimestamp();
await shared.SetSliceAsync(Size / 2, Size, half); // one call for ten thousand
var together = Stopwatch.GetElapsedTime(start) / (Size / 2);
Console.Error.WriteLine($"{singly / together:F0} times as fast for an item");

await value.AddAsync(half.Sum(), gate); // once, not for each item

await both.WaitAsync();
var sum = (await shared.GetSnapshotAsync()).Sum();
var total = await value.GetAsync();
Console.WriteLine($"the sum of the items: {sum.ToString("F1", CultureInfo.InvariantCulture)}");
Console.WriteLine($"the total that was kept: {total.ToString("F1", CultureInfo.InvariantCulture)}");
await both.WaitAsync();
