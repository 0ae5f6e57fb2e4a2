#:project ../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Puts one text into the queue of hello.py, which runs in another process.
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

var address = ManagerAddress.Tcp("127.0.0.1", 50000);
await using var client = await ManagerClient.ConnectAsync(address, AuthKey.FromString("secret"));
await using var queue = await client.GetQueueAsync<string>("get_queue");

await queue.PutAsync("hello from .NET");
