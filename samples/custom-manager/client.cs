#:project ../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Uses the classes that server.py registers, and worker processes that its manager starts.
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;

await using var client = await ManagerClient.ConnectAsync(
    ManagerAddress.Parse("tcp://127.0.0.1:28501"), AuthKey.FromString("sesame"));

// By name.
await using var proxy = await client.CreateAsync("Counter", [10]);
Console.WriteLine(await proxy.CallAsync<int>("increment", [5]));

// By an interface.
var counter = proxy.AsProxy<ICounter>();
Console.WriteLine(await counter.AddAsync(-12));
await foreach (var n in counter.CountDownAsync())
{
    Console.WriteLine(n);
}

// An iterator that stays in the server.
await counter.AddAsync(100);
await using var numbers = await proxy.IterateAsync<int>("count_down");
var (found, first) = await numbers.TryNextAsync();
var sum = 0;
await foreach (var n in numbers.ReadAllAsync(readAhead: 16))
{
    sum += n;
}

Console.WriteLine($"{found} {first} {sum}");

// Worker processes of the manager.
await using var pool = await client.CreatePoolAsync(processes: 2);
PythonGlobal sqrt = new("math", "sqrt");
Console.WriteLine(await pool.ApplyAsync<double>(sqrt, [2.25]));
Console.WriteLine(string.Join(' ', await pool.MapAsync<int, double>(sqrt, [1, 4, 9])));

await using var started = await pool.StartApplyAsync<double>(sqrt, [16]);
Console.WriteLine(await started.GetAsync());

await using var results = await pool.ImapAsync<int, double>(sqrt, [25, 36]);
await foreach (var root in results)
{
    Console.WriteLine(root);
}

await pool.TerminateAsync();

interface ICounter
{
    [PythonName("increment")]
    Task<int> AddAsync(int by = 1, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> CountDownAsync();
}
