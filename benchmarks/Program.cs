using Bridge.Benchmarks;
using Bridge.Benchmarks.Calls;
using Bridge.Benchmarks.Pieces;
using Bridge.Hosting;

if (args is [MemoryChild.Verb, ..])
{
    return await MemoryChild.ServeAsync(args);
}

if (args is [PiecesBenchmark.Verb, .. var chosen])
{
    return PiecesBenchmark.Run(chosen) ? 0 : 1;
}

if (BenchmarkArguments.TryParse(args) is not { } asked)
{
    Console.Error.WriteLine(BenchmarkArguments.Usage);
    return 2;
}

if (asked.IsSoak)
{
    return await SoakBenchmark.RunAsync(await PythonLocator.FindAsync(), asked.Rounds) ? 0 : 1;
}

if (asked.Codec)
{
    var codec = await CodecBenchmark.RunAsync(await PythonLocator.FindAsync(), asked.Rounds);
    Console.WriteLine($"\n{codec.Conditions}\n");
    codec.Print();
    if (asked.JsonFile is { } file)
    {
        codec.WriteJson(file);
    }
}

if (asked.Calls is { } calls)
{
    var report = await CallsBenchmark.RunAsync(calls);
    report.Print();
    if (calls.JsonFile is { } file)
    {
        report.WriteJson(file);
    }

    if (calls.ChartFile is { } chart)
    {
        GrowthChart.Save(chart, report.Growth);
    }
}

return 0;
