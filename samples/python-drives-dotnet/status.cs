#:project ../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Started by status.py, which hands over its manager.
using Bridge.Proxies;
using Bridge.Workers;

var parent = await ParentConnection.ReadAsync();
await using var client = await parent.ConnectAsync();
await using var status = await client.GetDictAsync<string, int>("get_status");

for (var step = 1; step <= 3; step++)
{
    await status.SetItemAsync("step", step);
    Console.WriteLine($"step {step} is done");
}
