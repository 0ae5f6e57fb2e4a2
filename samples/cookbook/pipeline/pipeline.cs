#:project ../../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// The stage in the middle of pipeline.py, which is started first: takes numbers, gives their squares.
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

await using var client = await ManagerClient.ConnectAsync(
    ManagerAddress.Parse(args is [var at, ..] ? at : "127.0.0.1:28600"), AuthKey.FromString("sesame"));
await using var source = await client.GetQueueAsync<int?>("get_numbers");
await using var target = await client.GetQueueAsync<int?>("get_squares");
await using var both = await client.GetBarrierAsync("get_meeting");

await both.WaitAsync(); // the first queue is full
Console.WriteLine($"{await source.GetCountAsync()} numbers wait, and so does the producer");

var (count, total) = (0, 0);
await foreach (var number in source.ReadAllAsync())
{
    if (number is not { } n)
    {
        break; // the end: None
    }

    await target.PutAsync(n * n); // waits while the queue is full
    (count, total) = (count + 1, total + (n * n));
}

await target.PutAsync(null);
await target.JoinAsync(); // all was taken, and done with

Console.WriteLine($"{count} squares, in all {total}");
await both.WaitAsync();
