using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bridge.Cli.Bench;
using Bridge.Workers;

namespace Bridge.Benchmarks.Calls;

/// <summary>Rows through <see cref="WorkerPool"/>, against <c>multiprocessing.Pool.imap_unordered</c>, same function and chunk.</summary>
internal sealed class RowsPart(BenchServer server, CallsArguments asked) : IPart
{
    private const int Chunk = 100;

    // As in the demo: files differ much in size.
    private const int SurveyChunk = 8;

    private static readonly int Workers = Math.Max(2, Environment.ProcessorCount);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "python");

    private readonly int _rows = asked.IsQuick ? 50_000 : 1_000_000;
    private List<Dictionary<string, string>> _modules = [];

    public async Task RunAsync(Figures figures, int round)
    {
        if (round == 0)
        {
            // Both sides start their workers anew and warm them up; only the list is needed.
            _modules = (await AskAsync("modules")).Deserialize<List<Dictionary<string, string>>>()!;
            return;
        }

        var (ours, theirs) = await InTurnsAsync(round, RowsAsync, () => AskNumberAsync("trivial", _rows, Chunk, Workers));
        var what = string.Create(CultureInfo.InvariantCulture, $"{_rows:N0} rows, {Workers} workers, batches of {Chunk}");
        figures.Compare(server.Name, what, "Pool", ours, theirs, Goal.Rows, "rows/s");

        (ours, theirs) = await InTurnsAsync(round, SurveyAsync, () => AskNumberAsync("survey", SurveyChunk, Workers));
        what = string.Create(CultureInfo.InvariantCulture, $"survey of {_modules.Count:N0} modules, {Workers} workers");
        figures.Compare(server.Name, what, "Pool", 1 / ours, 1 / theirs, Goal.Survey);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<(double Ours, double Theirs)> InTurnsAsync(
        int round, Func<Task<double>> oursAsync, Func<Task<double>> theirsAsync)
    {
        if (round % 2 == 0)
        {
            var first = await oursAsync();
            return (first, await theirsAsync());
        }

        var theirs = await theirsAsync();
        return (await oursAsync(), theirs);
    }

    private async Task<double> AskNumberAsync(string verb, params int[] numbers) =>
        (await AskAsync(verb, numbers)).GetDouble();

    private async Task<JsonElement> AskAsync(string verb, params int[] numbers)
    {
        var arguments = numbers.Select(number => number.ToString(CultureInfo.InvariantCulture));
        var start = new ProcessStartInfo(server.Python, [Path.Combine(Folder, "rows.py"), verb, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonElement.Parse(answer)
            : throw new InvalidOperationException($"rows.py {verb} failed.");
    }

    private Task<WorkerPool> StartAsync(string function, int chunk) => WorkerPool.StartAsync(
        server.Client,
        Path.Combine(Folder, function),
        new WorkerPoolOptions { Workers = Workers, BatchSize = chunk, Python = server.Python });

    private async Task<double> RowsAsync()
    {
        await using var pool = await StartAsync("rows.py:trivial", Chunk);
        await CountAsync(pool, 1000);
        var start = Stopwatch.GetTimestamp();
        await CountAsync(pool, _rows);
        return _rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<double> SurveyAsync()
    {
        var start = Stopwatch.GetTimestamp();
        await using (var pool = await StartAsync("survey.py:measure", SurveyChunk))
        {
            var seen = 0;
            var rows = _modules.ToAsyncEnumerable();
            await foreach (var result in pool.MapAsync<Dictionary<string, string>, Dictionary<string, object?>>(rows))
            {
                seen += result.Values.Count;
            }

            ThrowUnless(seen, _modules.Count);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task CountAsync(WorkerPool pool, int rows)
    {
        var seen = 0;
        await foreach (var result in pool.MapAsync<Dictionary<string, string>, Dictionary<string, object?>>(Generate(rows)))
        {
            seen += result.Values.Count;
        }

        ThrowUnless(seen, rows);
    }

    private static void ThrowUnless(int seen, int rows)
    {
        if (seen != rows)
        {
            throw new InvalidOperationException($"{seen} results for {rows} rows.");
        }
    }

    private static async IAsyncEnumerable<Dictionary<string, string>> Generate(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return new Dictionary<string, string> { ["id"] = $"{i}", ["name"] = $"name {i}", ["city"] = "Paris" };
        }

        await Task.CompletedTask;
    }
}
