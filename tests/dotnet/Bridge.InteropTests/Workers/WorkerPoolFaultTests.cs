using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Bridge.Hosting;
using Bridge.Workers;

namespace Bridge.InteropTests.Workers;

/// <summary>Deaths, cancellations and disposals at bad moments.</summary>
public sealed class WorkerPoolFaultTests(SharedManager python) : IDisposable
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

    [Fact(Timeout = 60_000)]
    public async Task An_ordered_map_loses_nothing_when_the_input_of_a_canceled_one_goes_on()
    {
        await using var pool = await StartAsync("same", new() { Workers = 1, BatchSize = 1, Ordered = true });
        var go = new TaskCompletionSource();
        var gone = new TaskCompletionSource();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await pool.MapAsync<long, long>(Deaf(), cancel.Token).CountAsync(_token));

        var results = await pool.MapAsync<long, long>(Next(), _token).ToListAsync(_token);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), results.Select(r => r.Value));

        async IAsyncEnumerable<long> Deaf()
        {
            try
            {
                await cancel.CancelAsync();
                await go.Task;
                yield return 100;
                yield return 101;
            }
            finally
            {
                gone.SetResult();
            }
        }

        async IAsyncEnumerable<long> Next()
        {
            for (var i = 0; i < 10; i++)
            {
                if (i == 5)
                {
                    go.SetResult();
                    await gone.Task;
                }

                yield return i;
            }
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_function_that_exits_like_a_worker_without_manager_is_to_blame_all_the_same()
    {
        await using var pool = await StartAsync("quits", new() { Workers = 1, BatchSize = 1, Ordered = true });

        var results = await pool.MapAsync<long, long>(Numbers(5), _token).ToListAsync(_token);

        Assert.Equal([3L], results.Where(r => r.Error is not null).Select(r => r.Index));
        Assert.Equal(RowError.WorkerDied, results[3].Error!.PythonType);
    }

    [Fact(Timeout = 60_000)]
    public async Task Cancellation_ends_the_map_and_the_pool_when_the_manager_hangs()
    {
        await using var manager = await ManagerProcess.StartAsync(cancellationToken: _token);
        await using var pool = await WorkerPool.StartAsync(manager.Client, Function("slow"), 2, _token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var processes = pool.ProcessIds;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var result in pool.MapAsync<long, long>(Numbers(100_000), cancel.Token))
            {
                if (result.Index == 200)
                {
                    await SignalAsync(manager.ProcessId, "STOP");
                    await cancel.CancelAsync();
                }
            }
        });
        await pool.DisposeAsync();

        Assert.All(processes, id => Assert.False(ProcessList.IsRunning(id)));
        await SignalAsync(manager.ProcessId, "CONT"); // so that it ends at once
    }

    [Fact(Timeout = 60_000)]
    public async Task A_map_that_waits_for_a_manager_that_hangs_can_be_canceled()
    {
        await using var manager = await ManagerProcess.StartAsync(cancellationToken: _token);
        await using var pool = await WorkerPool.StartAsync(manager.Client, Function("slow"), 1, _token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        await SignalAsync(manager.ProcessId, "STOP");
        var mapping = pool.MapAsync<long, long>(Numbers(1000), cancel.Token).CountAsync(_token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => mapping);
        await SignalAsync(manager.ProcessId, "CONT"); // so that it and the pool end at once
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pool_that_is_disposed_ends_its_map()
    {
        var pool = await StartAsync("slow", new() { Workers = 2, BatchSize = 3 });
        var disposing = Task.CompletedTask;

        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            await foreach (var result in pool.MapAsync<long, long>(Numbers(100_000), _token))
            {
                if (result.Index == 50)
                {
                    disposing = pool.DisposeAsync().AsTask();
                }
            }
        });

        await disposing;
        Assert.Empty(pool.ProcessIds);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_output_that_throws_stops_no_worker()
    {
        await using var pool = await StartAsync(
            "chatty", new() { Workers = 1, Output = _ => throw new FormatException("no such line") });

        Assert.Equal(3, await pool.MapAsync<long, long>(Numbers(3), _token).CountAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_input_that_throws_inside_a_batch_delivers_every_row_before()
    {
        await using var pool = await StartAsync("same", new() { Workers = 2, BatchSize = 4 });
        var seen = new List<long>();

        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var result in pool.MapAsync<long, long>(BrokenAfter(10), _token))
            {
                seen.Add(result.Index);
            }
        });

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), seen.Order());

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
    public async Task An_input_that_blocks_its_thread_does_not_block_the_caller()
    {
        await using var pool = await StartAsync("same", new() { Workers = 1 });
        using var gate = new ManualResetEventSlim();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await pool.MapAsync<long, long>(Blocking(), cancel.Token).CountAsync(_token));
        gate.Set();

#pragma warning disable CS1998 // that is what it is about
        async IAsyncEnumerable<long> Blocking()
#pragma warning restore CS1998
        {
            cancel.CancelAfter(TimeSpan.FromMilliseconds(100)); // by another thread, while this one is blocked
            gate.Wait(TimeSpan.FromSeconds(20));
            yield return 1;
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pool_keeps_no_rows_of_a_map_that_ended()
    {
        await using var pool = await StartAsync("length", new() { Workers = 1, BatchSize = 1 });

        var row = await MapAndLeaveAsync(pool);

        await Retry.UntilAsync("the row is collected", () =>
        {
            GC.Collect();
            return !row.IsAlive;
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> MapAndLeaveAsync(WorkerPool pool)
    {
        var rows = Enumerable.Range(0, 100).Select(i => new string('x', 1000 + i)).ToList();
        await foreach (var result in pool.MapAsync<string, long>(rows.ToAsyncEnumerable(), _token))
        {
            break;
        }

        return new WeakReference(rows[1]);
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

    private static async Task SignalAsync(int id, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{id}"]);
        await kill.WaitForExitAsync();
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
