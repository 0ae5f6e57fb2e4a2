// dotnet run -c Release --project benchmarks/in-process -- [ROUNDS]
// Calls of a manager's proxy through the embedded interpreter, beside a plain CPython process on the same server.
using System.Diagnostics;
using System.Globalization;
using Bridge.Proxies;
using Bridge.PythonNet;
using Python.Runtime;

const int Calls = 100_000;
const int Tasks = 32;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var rounds = args.Length > 0 ? int.Parse(args[0], null) : 5;
await using var python = await EmbeddedPython.StartAsync();
await using var manager = await python.StartManagerProcessAsync();
await using var dict = await manager.Client.CreateDictAsync<string, int>();
using var plain = await PlainPython.StartAsync(manager, dict.Token.Id);
using var proxy = await python.RunAsync(() =>
{
    using var made = python.ToPython(dict);
    return python.Hold(made);
});
using var set = await python.RunAsync(() =>
{
    using var method = proxy.Target.GetAttr("__setitem__");
    return python.Hold(method);
});

Console.WriteLine($"CPython {python.Python.Version}, {Environment.ProcessorCount} processors; dict[key] = value, {Calls:N0} calls a round; calls a second");
Console.WriteLine($"{"plain CPython",14} {"RunAsync",10} {"ratio",6} {"CallAsync",10} {"ratio",6} {"connections",12}");
for (var round = 0; round < rounds; round++)
{
    var reference = await plain.MeasureAsync(Calls);
    var run = await MeasureAsync(i => python.RunAsync(() =>
    {
        using var key = new PyString("k");
        using var value = new PyInt(i);
        proxy.Target.SetItem(key, value);
    }));
    var call = await MeasureAsync(i => python.CallAsync<object?>(set, ["k", i]));
    var connections = (await manager.Client.SampleAsync()).Connections?.Count;
    Console.WriteLine($"{reference,14:N0} {run,10:N0} {run / reference,6:N2} {call,10:N0} {call / reference,6:N2} {connections,12}");
}

static async Task<double> MeasureAsync(Func<int, Task> call)
{
    var start = Stopwatch.GetTimestamp();
    await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(async () =>
    {
        for (var i = task; i < Calls; i += Tasks)
        {
            await call(i);
        }
    })));
    return Calls / Stopwatch.GetElapsedTime(start).TotalSeconds;
}
