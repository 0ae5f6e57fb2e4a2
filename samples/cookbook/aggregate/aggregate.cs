#:project ../../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Counts primes in eight parts: half of them in tasks here, the other half in aggregate.py, which is started first.
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

const int Size = 10_000;

await using var client = await ManagerClient.ConnectAsync(
    ManagerAddress.Parse(args is [var at, ..] ? at : "127.0.0.1:28600"), AuthKey.FromString("sesame"));
await using var results = await client.GetDictAsync<int, int>("get_results");
await using var both = await client.GetBarrierAsync("get_meeting");

int[] parts = [1, 3, 5, 7];
await Parallel.ForEachAsync(parts, async (part, token) =>
    await results.SetItemAsync(part, CountPrimes(part * Size, (part + 1) * Size), token));

await both.WaitAsync(); // the other program has its results there, too
var counts = await results.GetSnapshotAsync();
foreach (var (part, count) in counts.OrderBy(pair => pair.Key))
{
    Console.WriteLine($"part {part}: {count} primes");
}

Console.WriteLine($"in all: {counts.Values.Sum()} primes");
await both.WaitAsync(); // we have read them; now the manager may end

static int CountPrimes(int start, int stop) =>
    Enumerable.Range(start, stop - start).Count(n => n > 1 && !Enumerable.Range(2, n).TakeWhile(d => d * d <= n).Any(d => n % d == 0));
