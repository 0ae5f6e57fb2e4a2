using System.Runtime;
using System.Text.Json;
using Bridge.Hosting;

namespace Bridge.Benchmarks;

/// <summary><c>PickleSerializer</c> against CPython's C pickle, on the bytes that CPython made.</summary>
/// <remarks>Each round times Python on all cases and then Bridge on all cases; a ratio is of one round.</remarks>
internal static class CodecBenchmark
{
    // Tier 1 comes after twice 30 calls and 100 ms of peace each. All cases warm up in turns, so that what the
    // compiler learns of the shared code comes from all of them and not from the first.
    private const int WarmPasses = 80;
    private static readonly TimeSpan WarmTime = TimeSpan.FromMilliseconds(2);

    public static async Task<CodecReport> RunAsync(PythonInstallation python, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-codec-");
        try
        {
            return await RunAsync(python, rounds, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<CodecReport> RunAsync(PythonInstallation python, int rounds, string folder)
    {
        var theirs = await MeasurePythonAsync(python, folder);
        var pickles = CodecCases.All.ToDictionary(
            one => one.Key, one => File.ReadAllBytes(Path.Combine(folder, one.Key + ".pickle")));
        var sizes = CodecCases.All.Select(one => Rewrite(one, pickles[one.Key], theirs[one.Key], folder)).ToList();
        await PythonBaseline.RunAsync(python, "codec.py", folder, "check");

        var timed =
            (from one in CodecCases.All
             from operation in one.Operations(pickles[one.Key])
             select (one.Key, Operation: operation, Line: new CodecLine(one.Title, operation))).ToList();
        WarmUp(timed.ConvertAll(item => item.Operation.Prepare()));
        for (var round = 1; round <= rounds; round++)
        {
            theirs = await MeasurePythonAsync(python, folder);
            foreach (var (key, operation, line) in timed)
            {
                line.Add(theirs[key][operation.Baseline], CodecTimer.Measure(operation.Prepare()));
            }

            Console.WriteLine($"codec: round {round} done");
        }

        return new CodecReport(Conditions(python, rounds), sizes, timed.ConvertAll(item => item.Line));
    }

    private static void WarmUp(List<Action> calls)
    {
        for (var pass = 0; pass < WarmPasses; pass++)
        {
            calls.ForEach(call => CodecTimer.Warm(call, WarmTime));
        }
    }

    private static async Task<Dictionary<string, Dictionary<string, double>>> MeasurePythonAsync(
        PythonInstallation python, string folder) =>
        JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, double>>>(
            await PythonBaseline.RunAsync(python, "codec.py", folder))!;

    /// <summary>Leaves what Bridge writes where Python can check it.</summary>
    private static CodecSize Rewrite(
        CodecCase one, byte[] pickle, Dictionary<string, double> theirs, string folder)
    {
        var (typed, untyped) = one.Rewrite(pickle, (int)theirs["count"]);
        File.WriteAllBytes(Path.Combine(folder, one.Key + ".typed.bridge"), typed);
        File.WriteAllBytes(Path.Combine(folder, one.Key + ".untyped.bridge"), untyped);
        return new CodecSize(one.Title, pickle.Length, typed.Length, untyped.Length);
    }

    private static string Conditions(PythonInstallation python, int rounds) =>
        $".NET {Environment.Version}, {Collector()}; CPython {python.Version}, gc enabled; "
        + $"{Environment.ProcessorCount} processors, {rounds} interleaved rounds";

    private static string Collector()
    {
        var isConcurrent =
            GC.GetConfigurationVariables().TryGetValue("ConcurrentGC", out var value) && value is true;
        return (GCSettings.IsServerGC, isConcurrent) switch
        {
            (false, true) => "workstation concurrent GC as in any console app",
            (false, false) => "workstation GC, not concurrent (not the default)",
            _ => "server GC (not the default)",
        };
    }
}
