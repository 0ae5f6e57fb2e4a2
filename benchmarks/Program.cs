using Bridge.Benchmarks;
using Bridge.Hosting;

var rounds = args.Length > 0 && int.TryParse(args[0], out var given) ? given : 5;
var python = await PythonLocator.FindAsync();
Console.WriteLine($".NET {Environment.Version}, CPython {python.Version}, {Environment.ProcessorCount} processors, {rounds} interleaved rounds");

var table = new RatioTable();
for (var round = 0; round < rounds; round++)
{
    await CallsBenchmark.RunAsync(python, table);
    await RowsBenchmark.RunAsync(python, table);
    Console.WriteLine($"round {round + 1} done");
}

table.Print();
