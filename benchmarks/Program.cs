using Bridge.Benchmarks;
using Bridge.Hosting;

if (BenchmarkArguments.TryParse(args) is not { } asked)
{
    Console.Error.WriteLine(BenchmarkArguments.Usage);
    return 2;
}

var python = await PythonLocator.FindAsync();
if (asked.IsSoak)
{
    return await SoakBenchmark.RunAsync(python, asked.Rounds) ? 0 : 1;
}

var codec = await CodecBenchmark.RunAsync(python, asked.Rounds);
Console.WriteLine($"\n{codec.Conditions}\n");
codec.Print();
if (asked.JsonFile is { } file)
{
    codec.WriteJson(file);
}

if (!asked.Calls)
{
    return 0;
}

Console.WriteLine(
    $"\n.NET {Environment.Version}, CPython {python.Version}, {Environment.ProcessorCount} processors, "
    + $"{asked.Rounds} interleaved rounds");
var table = new RatioTable();
for (var round = 0; round < asked.Rounds; round++)
{
    await CallsBenchmark.RunAsync(python, table);
    await RowsBenchmark.RunAsync(python, table);
    Console.WriteLine($"round {round + 1} done");
}

table.Print();
return 0;
