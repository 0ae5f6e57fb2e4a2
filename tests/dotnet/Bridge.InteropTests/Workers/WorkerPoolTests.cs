using System.Diagnostics;
using Bridge.Hosting;
using Bridge.Pickle;
using Bridge.Workers;

namespace Bridge.InteropTests.Workers;

public sealed class WorkerPoolTests(SharedManager python) : IDisposable
{
    private const string Module = """
        import os, signal, time

        ready = []

        # A replacement that is killed while it starts, as often as the file says.
        lives = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lives")
        if os.path.exists(lives):
            left = int(open(lives).read())
            if left > 0:
                open(lives, "w").write(str(left - 1))
                os.kill(os.getpid(), signal.SIGKILL)

        def setup():
            ready.append(True)

        def double(n):
            assert ready
            return n * 2

        def label(row):
            return {"id": row["id"], "text": "row " + row["id"]}

        def picky(n):
            if n % 10 == 3:
                raise ValueError("no threes", n)
            return n

        def several(n):
            for i in range(n % 4):
                yield n * 10 + i

        def poison(n):
            if n == 42:
                os.kill(os.getpid(), signal.SIGKILL)
            return n

        def late_poison(n):
            if n == 5002:
                os.kill(os.getpid(), signal.SIGKILL)
            return n

        def slow_at_last(n):
            if n >= 4000:
                time.sleep(0.1)
            return str(os.getpid())

        def large_at_last(n):
            if n < 3000:
                return b"x"
            with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "made"), "a") as made:
                made.write("x")
            return bytes(2_000_000)

        def slow(n):
            time.sleep(0.002)
            return n

        def forever(n):
            with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "begun"), "a") as begun:
                begun.write("x")
            while True:
                time.sleep(60)

        def noisy(n):
            print("hello from", n)
            return n

        def weird(n):
            return (lambda: n) if n == 1 else n

        def nested(row):
            return {"row": row, "rows": [row]}

        def price(row):
            return row["price"]
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = CreateModule();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_row_comes_out_once(bool ordered)
    {
        await using var pool = await StartAsync("double", new() { Workers = 3, BatchSize = 7, Ordered = ordered });

        var results = await pool.MapAsync<long, long>(Numbers(1000), _token).ToListAsync(_token);

        Assert.All(results, r => Assert.Equal((r.Index, r.Index * 2), (r.Input, r.Value)));
        var order = results.Select(r => r.Index);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), ordered ? order : order.Order());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pool_maps_more_than_once()
    {
        await using var pool = await StartAsync("double", new() { Workers = 2 });
        for (var run = 0; run < 3; run++)
        {
            Assert.Equal(50, await pool.MapAsync<long, long>(Numbers(50), _token).CountAsync(_token));
        }

        Assert.Empty(await pool.MapAsync<long, long>(Numbers(0), _token).ToListAsync(_token));
        Assert.Equal(0, pool.Restarts);
    }

    [Fact(Timeout = 60_000)]
    public async Task Dicts_go_in_and_come_out()
    {
        await using var pool = await StartAsync("label", new() { Workers = 1 });
        var rows = Numbers(3).Select(n => new Dictionary<string, string> { ["id"] = $"{n}" });

        var results = await pool.MapAsync<Dictionary<string, string>, Dictionary<string, string>>(rows, _token)
            .ToListAsync(_token);

        Assert.Equal(["row 0", "row 1", "row 2"], results.Select(r => r.Value["text"]));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_row_that_raises_has_its_error_with_the_traceback()
    {
        await using var pool = await StartAsync("picky", new() { Workers = 2, Ordered = true, BatchSize = 8 });

        var results = await pool.MapAsync<long, long>(Numbers(40), _token).ToListAsync(_token);

        var failed = results.Where(r => r.Error is not null).ToList();
        Assert.Equal([3L, 13L, 23L, 33L], failed.Select(r => r.Index));
        var error = failed[0].Error!;
        Assert.Equal("builtins.ValueError", error.PythonType);
        Assert.Equal(["no threes", 3L], error.Arguments);
        Assert.Contains("in picky", error.Traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("dotnet_bridge", error.Traceback, StringComparison.Ordinal);
        Assert.Throws<RemoteException>(() => failed[0].Value);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_generator_gives_several_values_or_none()
    {
        await using var pool = await StartAsync("several", new() { Workers = 2, Ordered = true });

        var results = await pool.MapAsync<long, long>(Numbers(8), _token).ToListAsync(_token);

        Assert.Equal([0, 1, 2, 3, 0, 1, 2, 3], results.Select(r => r.Values.Count));
        Assert.Equal([70L, 71L, 72L], results[7].Values);
    }

    [Fact(Timeout = 120_000)]
    public async Task Killed_workers_are_replaced_and_every_row_still_comes_out_once()
    {
        await using var pool = await StartAsync("slow", new() { Workers = 3, BatchSize = 10, Ordered = true });
        var seen = new List<long>();
        var kills = 0;

        await foreach (var result in pool.MapAsync<long, long>(Numbers(1500), _token))
        {
            seen.Add(result.Value);
            if (seen.Count % 250 == 0 && kills < 5 && pool.ProcessIds is [var victim, ..])
            {
                Process.GetProcessById(victim).Kill();
                kills++;
            }
        }

        Assert.Equal(Enumerable.Range(0, 1500).Select(i => (long)i), seen);
        Assert.Equal(5, kills);
        Assert.InRange(pool.Restarts, 1, 5);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_replacement_that_is_killed_while_it_starts_is_replaced_too()
    {
        await using var pool = await StartAsync("slow", new() { Workers = 1, BatchSize = 10, Ordered = true });
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "lives"), "3", _token);
        Process.GetProcessById(pool.ProcessIds[0]).Kill();

        var seen = await pool.MapAsync<long, long>(Numbers(200), _token).Select(r => r.Value).ToListAsync(_token);

        Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), seen);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_batch_that_kills_three_workers_is_reported_and_the_rest_goes_on()
    {
        await using var pool = await StartAsync("poison", new() { Workers = 2, BatchSize = 5, Ordered = true });

        var results = await pool.MapAsync<long, long>(Numbers(100), _token).ToListAsync(_token);

        var failed = results.Where(r => r.Error is not null).ToList();
        Assert.Equal([40L, 41L, 42L, 43L, 44L], failed.Select(r => r.Index));
        Assert.All(failed, r => Assert.Equal(RowError.WorkerDied, r.Error!.PythonType));
        Assert.Contains("killed by signal 9", failed[0].Error!.Message, StringComparison.Ordinal);
        Assert.Equal(95, results.Count(r => r.Error is null));
        Assert.Equal(3, pool.Restarts);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_batch_that_kills_among_many_quick_ones_is_reported_alone(int maxDeaths)
    {
        await using var pool = await StartAsync(
            "late_poison", new() { Workers = 2, BatchSize = 5, Ordered = true, MaxDeaths = maxDeaths });

        var results = await pool.MapAsync<long, long>(Numbers(8000), _token).ToListAsync(_token);

        Assert.Equal(Enumerable.Range(0, 8000).Select(i => (long)i), results.Select(r => r.Index));
        var failed = results.Where(r => r.Error is not null).ToList();
        Assert.Equal([5000L, 5001L, 5002L, 5003L, 5004L], failed.Select(r => r.Index));
        Assert.All(failed, r => Assert.Equal(RowError.WorkerDied, r.Error!.PythonType));
        Assert.Equal(maxDeaths, pool.Restarts);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_that_are_slow_after_many_quick_ones_are_shared_by_the_workers(bool ordered)
    {
        await using var pool = await StartAsync("slow_at_last", new() { Workers = 2, BatchSize = 1, Ordered = ordered });
        var workers = new HashSet<string>();

        await foreach (var result in pool.MapAsync<long, string>(Numbers(4010), _token))
        {
            if (result.Index >= 4000)
            {
                workers.Add(result.Value);
            }
        }

        Assert.Equal(2, workers.Count);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Results_that_become_large_wait_for_a_consumer_that_is_slow(bool ordered)
    {
        await using var pool = await StartAsync("large_at_last", new() { Workers = 2, BatchSize = 1, Ordered = ordered });
        var made = new FileInfo(Path.Combine(_folder.FullName, "made"));
        var (seen, large) = (0, 0);

        await foreach (var result in pool.MapAsync<long, byte[]>(Numbers(3100), _token))
        {
            seen++;
            if (result.Value.Length > 1 && ++large == 1)
            {
                await Task.Delay(1000, _token); // all that may come meanwhile comes
                made.Refresh();
                Assert.InRange(made.Length, 1, 24);
            }
        }

        Assert.Equal(3100, seen);
    }

    [Fact(Timeout = 60_000)]
    public async Task Cancellation_ends_the_processes_that_work()
    {
        await using var pool = await StartAsync("forever", new() { Workers = 2, BatchSize = 1 });
        var processes = pool.ProcessIds;
        var begun = new FileInfo(Path.Combine(_folder.FullName, "begun"));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);

        var map = pool.MapAsync<long, long>(Numbers(10), cancel.Token).ToListAsync(_token).AsTask();
        await Retry.UntilAsync("both work", () =>
        {
            begun.Refresh();
            return begun.Exists && begun.Length == 2;
        });
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => map);
        await Retry.UntilAsync("the workers are gone", () => processes.All(id => !ProcessList.IsRunning(id)));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_caller_that_leaves_early_may_map_again()
    {
        await using var pool = await StartAsync("slow", new() { Workers = 2, BatchSize = 3 });
        await foreach (var first in pool.MapAsync<long, long>(Numbers(500), _token))
        {
            break;
        }

        Assert.Equal(20, await pool.MapAsync<long, long>(Numbers(20), _token).CountAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_input_that_throws_still_delivers_the_rows_before()
    {
        await using var pool = await StartAsync("double", new() { Workers = 2, BatchSize = 4 });
        var seen = new List<long>();

        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var result in pool.MapAsync<long, long>(BrokenAfter(10), _token))
            {
                seen.Add(result.Index);
            }
        });

        Assert.Equal(8, seen.Count(i => i < 8));

        static async IAsyncEnumerable<long> BrokenAfter(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await Task.Yield();
                yield return i;
            }

            throw new FormatException("bad line 11");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task What_workers_print_is_passed_on()
    {
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using (var pool = await StartAsync("noisy", new() { Workers = 1, Output = lines.Enqueue }))
        {
            await pool.MapAsync<long, long>(Numbers(2), _token).CountAsync(_token);
        }

        Assert.Contains("hello from 1", lines);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_result_that_cannot_be_pickled_is_the_error_of_its_row_only()
    {
        await using var pool = await StartAsync("weird", new() { Workers = 1, Ordered = true });

        var results = await pool.MapAsync<long, long>(Numbers(3), _token).ToListAsync(_token);

        Assert.Equal([true, false, true], results.Select(r => r.Error is null));
        Assert.Contains("function", results[1].Error!.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_value_of_another_type_is_the_error_of_its_row()
    {
        await using var pool = await StartAsync("label", new() { Workers = 1 });
        var rows = Numbers(1).Select(n => new Dictionary<string, string> { ["id"] = $"{n}" });

        var result = await pool.MapAsync<Dictionary<string, string>, long>(rows, _token).SingleAsync(_token);

        Assert.Equal("System.InvalidCastException", result.Error?.PythonType);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_missing_column_is_named_with_those_there_are()
    {
        await using var pool = await StartAsync("price", new() { Workers = 1, CheckColumns = true });
        var rows = Numbers(1).Select(_ => new Dictionary<string, string> { ["id"] = "1", ["cost"] = "2" });

        var result = await pool.MapAsync<Dictionary<string, string>, string>(rows, _token).SingleAsync(_token);

        Assert.Equal(RowError.MissingColumn, result.Error?.PythonType);
        Assert.Equal("price", result.Error!.Arguments[0]);
        Assert.Equal(["id", "cost"], (IEnumerable<object?>)result.Error.Arguments[1]!);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_row_inside_a_result_is_a_plain_dict()
    {
        await using var pool = await StartAsync("nested", new() { Workers = 1, CheckColumns = true });
        var rows = Numbers(1).Select(_ => new Dictionary<string, string> { ["id"] = "1" });

        var result = await pool.MapAsync<Dictionary<string, string>, PythonDict>(rows, _token).SingleAsync(_token);

        Assert.Equal(new PythonDict { { "id", "1" } }, Assert.IsType<PythonDict>(result.Value["row"]));
        Assert.IsType<PythonDict>(Assert.Single((List<object?>)result.Value["rows"]!));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("treble", "has no function 'treble'")]
    [InlineData("ready", "is of type list")]
    public async Task A_function_that_is_not_there_is_told_in_one_sentence(string function, string expected)
    {
        var error = await Assert.ThrowsAsync<PythonProcessException>(() => StartAsync(function, new() { Workers = 2 }));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_module_that_raises_on_import_is_told_in_one_sentence_with_its_traceback_beside()
    {
        var file = Path.Combine(_folder.FullName, "broken.py");
        await File.WriteAllTextAsync(file, "x = 1\ny = x / 0\n", _token);

        var error = await Assert.ThrowsAsync<PythonProcessException>(
            () => WorkerPool.StartAsync(python.Client, $"{file}:f", 1, _token));

        Assert.Contains("ZeroDivisionError", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains("line 2", error.StandardError, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_manager_that_is_killed_ends_the_map_with_a_connection_error_and_no_process_stays()
    {
        await using var manager = await ManagerProcess.StartAsync(cancellationToken: _token);
        await using var pool = await WorkerPool.StartAsync(manager.Client, Function("slow"), 2, _token);
        var processes = pool.ProcessIds;
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAsync<BridgeConnectionException>(async () =>
        {
            await foreach (var result in pool.MapAsync<long, long>(Numbers(100_000), _token))
            {
                if (result.Index == 200)
                {
                    Process.GetProcessById(manager.ProcessId).Kill();
                }
            }
        });

        await pool.DisposeAsync();
        await Retry.UntilAsync("the workers are gone", () => processes.All(id => !ProcessList.IsRunning(id)));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pool_leaves_no_object_on_the_manager()
    {
        await using var manager = await ManagerProcess.StartAsync(cancellationToken: _token);
        await using (var pool = await WorkerPool.StartAsync(manager.Client, Function("double"), 2, _token))
        {
            await pool.MapAsync<long, long>(Numbers(100), _token).CountAsync(_token);
        }

        await Retry.UntilAsync("the queues are gone", async () =>
            await manager.Client.GetObjectCountAsync(_token) == 0);
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
