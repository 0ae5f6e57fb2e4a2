#:project ../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Empties the queue of server.py, which runs in another process and knows nothing of .NET.
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

await using var client = await ManagerClient.ConnectAsync(
    ManagerAddress.Parse("tcp://127.0.0.1:28500"), AuthKey.FromString("sesame"));
await using var jobs = await client.GetQueueAsync<Dictionary<string, object>>("get_jobs");

while (await jobs.TryGetAsync(TimeSpan.Zero) is (true, { } job))
{
    Console.WriteLine($"{job["number"]}: {job["name"]}");
}
