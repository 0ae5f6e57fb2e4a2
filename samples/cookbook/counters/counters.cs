#:project ../../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Adds to the counters and the log of counters.py, which is started first, with a lock and without.
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

const int Turns = 10;

await using var client = await ManagerClient.ConnectAsync(
    ManagerAddress.Parse(args is [var at, ..] ? at : "127.0.0.1:28600"), AuthKey.FromString("sesame"));
await using var counts = await client.GetDictAsync<string, int>("get_counts");
await using var log = await client.GetListAsync<string>("get_log");
await using var gate = await client.GetLockAsync("get_gate");
await using var turn = await client.GetBarrierAsync("get_turn");
await using var both = await client.GetBarrierAsync("get_meeting");

for (var i = 0; i < Turns; i++)
{
    var seen = await counts.GetItemAsync("without lock");
    await turn.WaitAsync(); // everybody has read: what comes now is no accident
    await counts.SetItemAsync("without lock", seen + 1);
    await turn.WaitAsync(); // everybody has written

    await counts.UpdateAsync("with lock", n => n + 1, gate);

    await log.AppendAsync("cleo"); // one call, so it needs no lock
}

await both.WaitAsync();
var totals = await counts.GetSnapshotAsync();
foreach (var kind in new[] { "without lock", "with lock" })
{
    Console.WriteLine($"{kind}: {totals[kind]} of {3 * Turns}");
}

foreach (var lines in (await log.GetSnapshotAsync()).GroupBy(name => name).OrderBy(lines => lines.Key, StringComparer.Ordinal))
{
    Console.WriteLine($"log: {lines.Count()} lines by {lines.Key}");
}

await both.WaitAsync();
