using System.Text.Json;
using Bridge.Proxies;
using Bridge.Workers;
using Inventory;

// Performs the steps of a case of the contract, in C#: what the tests of Python start. Its argument is a list of steps
// as JSON; their results go into a shared list.
var parent = await ParentConnection.ReadAsync();
await using var client = await parent.ConnectAsync();
using var steps = JsonDocument.Parse(args[0]);
await using var results = await client.GetListAsync<string>("get_results");
await results.ExtendAsync(await Steps.PerformAsync(client, steps.RootElement));
