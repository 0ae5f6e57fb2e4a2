using System.Diagnostics;
using System.Globalization;
using Bridge.Hosting;
using Bridge.Workers;

namespace Bridge.Benchmarks;

/// <summary>Rows through <see cref="WorkerPool"/>, against <c>multiprocessing.Pool.imap_unordered</c>, same function and chunk.</summary>
internal static class RowsBenchmark
{
    private const int Rows = 200_000;
    private const int Chunk = 100;
    private const int Workers = 2;

    public static async Task RunAsync(PythonInstallation python, RatioTable table)
    {
        var theirs = double.Parse(
            await PythonBaseline.RunAsync(python, "rows.py", $"{Rows}", $"{Chunk}", $"{Workers}"),
            CultureInfo.InvariantCulture);

        await using var manager = await ManagerProcess.StartAsync(new() { Python = python.Executable });
        await using var pool = await WorkerPool.StartAsync(
            manager.Client,
            Path.Combine(AppContext.BaseDirectory, "python", "rows.py") + ":trivial",
            new WorkerPoolOptions { Workers = Workers, BatchSize = Chunk, Python = python.Executable });
        await CountAsync(pool, 1000);
        var clock = Stopwatch.StartNew();
        await CountAsync(pool, Rows);
        table.Add($"rows, {Workers} workers, batches of {Chunk}", Rows / clock.Elapsed.TotalSeconds, theirs);
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
