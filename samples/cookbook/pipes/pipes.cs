#:project ../../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Listens for a plain pipe, and says where in the manager of pipes.py, which is started first and connects then.
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Pipes;
using Bridge.Proxies;

var key = AuthKey.FromString("sesame");
await using var client = await ManagerClient.ConnectAsync(
    ManagerAddress.Parse(args is [var at, ..] ? at : "127.0.0.1:28600"), key);
await using var addresses = await client.GetDictAsync<string, (string Host, int Port)>("get_addresses");
await using var ready = await client.GetEventAsync("get_ready");

await using var listener = PythonListener.Start(ManagerAddress.Tcp("127.0.0.1", 0), key);
await addresses.SetItemAsync("samples", (listener.Address.Host!, listener.Address.Port));
await ready.SetAsync();

await using var connection = await listener.AcceptAsync();
var sum = 0;
while (await connection.ReceiveAsync<Channel?>() is { } channel)
{
    var samples = await connection.ReceiveBytesAsync();
    var answer = $"{channel.Name}: {samples.Length} samples, {samples.Length / channel.Rate} seconds";
    sum += samples.Length;
    await connection.SendAsync(answer);
    Console.WriteLine(answer);
}

await connection.SendAsync($"in all {sum} bytes");
Console.WriteLine($"in all {sum} bytes");

record Channel(string Name, int Rate);
