using System.Diagnostics;
using System.Globalization;
using Bridge.Cli.Bench;
using Bridge.Workers;

namespace Bridge.Benchmarks.Calls;

/// <summary>Rows through <see cref="WorkerPool"/>, against <c>multiprocessing.Pool.imap_unordered</c>, same function and chunk.</summary>
internal sealed class RowsPart(BenchServer server, CallsArguments asked) : IPart
{
    private const int Chunk = 100;

    private static readonly int Workers = Math.Max(2, Environment.ProcessorCount);
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "python", "rows.py");

    private readonly int _rows = asked.IsQuick ? 50_000 : 1_000_000;

    public async Task RunAsync(Figures figures, int round)
    {
        if (round == 0)
        {
            return; // both sides start their workers anew and warm them up
        }

        var isOursFirst = round % 2 == 0;
        var ours = isOursFirst ? await OursAsync() : 0;
        var theirs = await TheirsAsync();
        ours = isOursFirst ? ours : await OursAsync();
        figures.Compare(
            server.Name,
            string.Create(CultureInfo.InvariantCulture, $"{_rows:N0} rows, {Workers} workers, batches of {Chunk}"),
            "Pool", ours, theirs, Goal.Rows, "rows/s");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<double> TheirsAsync()
    {
        var start = new ProcessStartInfo(server.Python, [Script, $"{_rows}", $"{Chunk}", $"{Workers}"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    private async Task<double> OursAsync()
    {
        await using var pool = await WorkerPool.StartAsync(
            server.Client,
            Script + ":trivial",
            new WorkerPoolOptions { Workers = Workers, BatchSize = Chunk, Python = server.Python });
        await CountAsync(pool, 1000);
        var start = Stopwatch.GetTimestamp();
        await CountAsync(pool, _rows);
        return _rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task CountAsync(WorkerPool pool, int rows)
    {
        var seen = 0;
        await foreach (var result in pool.MapAsync<Dictionary<string, string>, Dictionary<string, object?>>(Generate(rows)))
        {
            seen += result.Values.Count;
        }

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
