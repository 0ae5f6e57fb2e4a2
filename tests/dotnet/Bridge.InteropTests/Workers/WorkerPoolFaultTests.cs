using System.Diagnostics;
using System.Threading.Channels;
using Bridge.Workers;

namespace Bridge.InteropTests.Workers;

/// <summary>Deaths, cancellations and disposals at bad moments.</summary>
public sealed class WorkerPoolFaultTests(ManagerFixture python) : IDisposable
{
    private const string Module = """
        import os, time

        def same(n):
            return n

        def slow(n):
            time.sleep(0.002)
            return n

        def forever(n):
            while True:
                time.sleep(60)

        def quits(n):
            if n == 3:
                os._exit(4)
            return n

        def chatty(n):
            for _ in range(2000):
                print("x" * 100)
            return n

        def length(row):
            return len(row)
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = CreateModule();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(Timeout = 60_000)]
    public async Task A_map_that_follows_at_once_waits_for_the_replacement_of_the_one_before()
    {
        await using var pool = await StartAsync("slow", new() { Workers = 2, BatchSize = 5 });
        await EndWhileAWorkerIsReplacedAsync(pool);

        Assert.Equal(300, await pool.MapAsync<long, long>(Numbers(300), _token).CountAsync(_token));
        Assert.Equal(2, pool.ProcessIds.Count);

        Assert.Equal(10, await pool.MapAsync<long, long>(Numbers(10), _token).CountAsync(_token));
    }

    // An idle worker is killed, and the map ends as soon as that is noticed, long before the next process is ready.
    private async Task EndWhileAWorkerIsReplacedAsync(WorkerPool pool)
    {
        var rows = Channel.CreateUnbounded<long>();
        var mapping = pool.MapAsync<long, long>(rows.Reader.ReadAllAsync(_token), _token).CountAsync(_token).AsTask();
        Process.GetProcessById(pool.ProcessIds[0]).Kill();
        await Retry.UntilAsync("the death is noticed", () => pool.Restarts == 1);
        rows.Writer.Complete();
        Assert.Equal(0, await mapping);
    }

    private static async IAsyncEnumerable<long> Numbers(int count)
    {
        for (var i = 0L; i < count; i++)
        {
            if (i % 100 == 0)
            {
                await Task.Yield();
            }

            yield return i;
        }
    }

    private static DirectoryInfo CreateModule()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-test-");
        File.WriteAllText(Path.Combine(folder.FullName, "work.py"), Module);
        return folder;
    }

    private string Function(string name) => Path.Combine(_folder.FullName, "work.py") + ":" + name;

    private Task<WorkerPool> StartAsync(string function, WorkerPoolOptions options) =>
        WorkerPool.StartAsync(python.Client, Function(function), options, _token);
}
