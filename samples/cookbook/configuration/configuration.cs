#:project ../../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Changes settings that configuration.py follows, and both tell their status there. Start the Python program first.
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

await using var client = await ManagerClient.ConnectAsync(
    ManagerAddress.Parse(args is [var at, ..] ? at : "127.0.0.1:28600"), AuthKey.FromString("sesame"));
await using var shared = await client.GetNamespaceAsync("get_settings");
await using var report = await client.GetDictAsync<string, string>("get_status");
await using var changed = await client.GetEventAsync("get_changed");
await using var both = await client.GetBarrierAsync("get_meeting");

await both.WaitAsync(); // the other program works with the first settings

var settings = await shared.GetRecordAsync<Settings>();
await report.SetItemAsync("C#", $"found a rate of {settings.Rate}");
await shared.SetRecordAsync(settings with { Rate = 25 }); // all attributes at once
await changed.SetAsync();

await both.WaitAsync();
foreach (var (name, text) in (await report.GetSnapshotAsync()).OrderBy(pair => pair.Key, StringComparer.Ordinal))
{
    Console.WriteLine($"{name}: {text}");
}

await both.WaitAsync();

record Settings(int Rate, string Title);
