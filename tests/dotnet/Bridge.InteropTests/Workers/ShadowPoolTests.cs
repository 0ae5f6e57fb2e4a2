using Bridge.Workers;

namespace Bridge.InteropTests.Workers;

public sealed class ShadowPoolTests(SharedManager python) : IDisposable
{
    private const string Module = """
        import os, signal, time

        def price(n):
            if n % 100 == 7:
                raise ValueError("no price")
            return {"id": n, "price": n * 1.1, "parts": [n, n + 1]}

        def same(n):
            if n % 100 == 7:
                raise ValueError("another text")
            return {"parts": (n, float(n + 1)), "price": n * 1.1, "id": n}

        def other(n):
            if n % 100 == 7:
                raise KeyError(n)
            result = price(n)
            if n == 50:
                result["price"] = round(result["price"])
            if n == 60:
                del result["parts"]
            if n == 70:
                raise ZeroDivisionError
            return result

        def several(n):
            yield from range(n % 3)

        def fewer(n):
            yield from range(n % 3 - (n == 5))

        def slow(n):
            time.sleep(0.001)
            return n

        def identity(n):
            return n

        def killed(n):
            if n % 400 == 13 and not os.path.exists(f"{__file__}.{n}"):
                open(f"{__file__}.{n}", "w").close()
                os.kill(os.getpid(), signal.SIGKILL)
            return n

        lives = os.path.join(os.path.dirname(os.path.abspath(__file__)), "stop")
        if os.path.exists(lives):
            raise RuntimeError("starts no more")

        def dies(n):
            if n == 500:
                open(lives, "w").close()
                os.kill(os.getpid(), signal.SIGKILL)
            return n
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private readonly WorkerFolder _folder = new(Module);

    public void Dispose() => _folder.Dispose();

    [Theory(Timeout = 60_000)]
    [InlineData(true, 100)]
    [InlineData(false, 7)]
    public async Task Functions_that_agree_have_no_differences(bool ordered, int secondBatch)
    {
        await using var first = await StartAsync("price", new() { Workers = 2, Ordered = ordered });
        await using var second = await StartAsync("same", new() { Workers = 1, BatchSize = secondBatch, Ordered = !ordered });
        var shadow = new ShadowPool(first, second);

        var results = await shadow.MapAsync<long, object?>(Numbers(3000), Refuse, _token).ToListAsync(_token);

        var report = shadow.Report;
        Assert.True(report.IsSame, report.ToString());
        Assert.Equal((3000, 30, 3000, 30), (report.First.Rows, report.First.Failed, report.Second.Rows, report.Second.Failed));
        Assert.Equal((3000L, 0L, 0L), (report.Compared, report.Differing, report.Differences));
        Assert.All([report.First, report.Second], side => Assert.True(side.WorkTime > TimeSpan.Zero && side.Elapsed > TimeSpan.Zero));
        var indexes = results.Select(result => result.Index);
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => (long)i), ordered ? indexes : indexes.Order());
    }

    [Fact(Timeout = 60_000)]
    public async Task Every_difference_is_told_once()
    {
        await using var first = await StartAsync("price", new() { Workers = 2 });
        await using var second = await StartAsync("other", new() { Workers = 2 });
        var shadow = new ShadowPool(first, second);
        var told = new List<RowDifference<long>>();

        var results = await shadow.MapAsync<long, Dictionary<string, object>>(Numbers(1000), told.Add, _token).ToListAsync(_token);

        Assert.Equal(1000, results.Count);
        Assert.Equal(50 * 1.1, results.Single(result => result.Index == 50).Value["price"]);
        var lines = told.OrderBy(difference => difference.Index).Select(difference => difference.ToString()).ToList();
        Assert.Equal(13, lines.Count);
        Assert.Equal("row 7: ValueError: no price / KeyError: 7", lines[0]);
        Assert.Equal("row 50: price: 55.00000000000001 / 55", lines[1]);
        Assert.Equal("row 60: parts: [60, 61] / (missing)", lines[2]);
        Assert.Equal("row 70: {'id': 70, 'price': 77.0, 'parts': [70, 71]} / ZeroDivisionError", lines[3]);
        Assert.Equal((13, 13, false), (shadow.Report.Differing, shadow.Report.Differences, shadow.Report.IsSame));
        Assert.Equal(
            [("", 11L), ("parts", 1L), ("price", 1L)],
            shadow.Report.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => (field.Key, field.Value)));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_value_that_a_generator_lacks_is_told()
    {
        await using var first = await StartAsync("several", new() { Workers = 1 });
        await using var second = await StartAsync("fewer", new() { Workers = 1 });
        var shadow = new ShadowPool(first, second);
        var told = new List<RowDifference<long>>();

        await foreach (var result in shadow.MapAsync<long, int>(Numbers(10), told.Add, _token))
        {
            Assert.Equal(Enumerable.Range(0, (int)result.Index % 3), result.Values);
        }

        Assert.Equal("row 5: [1]: 1 / (missing)", Assert.Single(told).ToString());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_slow_second_pool_keeps_the_first_one_near()
    {
        await using var first = await StartAsync("identity", new() { Workers = 1 });
        await using var second = await StartAsync("slow", new() { Workers = 1, BatchSize = 10 });
        var shadow = new ShadowPool(first, second);
        var farthest = 0L;

        await foreach (var result in shadow.MapAsync<long, long>(Numbers(4000), Refuse, _token))
        {
            var report = shadow.Report;
            farthest = Math.Max(farthest, report.First.Rows - report.Second.Rows);
        }

        Assert.True(shadow.Report.IsSame);
        Assert.InRange(farthest, 1, 1000);
    }

    [Fact(Timeout = 60_000)]
    public async Task Workers_that_are_killed_on_both_sides_change_nothing()
    {
        await using var first = await StartAsync("identity", new() { Workers = 2, Ordered = true });
        await using var second = await StartAsync("killed", new() { Workers = 2 });
        var shadow = new ShadowPool(first, second);
        var seen = 0L;

        await foreach (var result in shadow.MapAsync<long, long>(Numbers(2000), Refuse, _token))
        {
            Assert.Equal(seen++, result.Value);
            if (seen is 300 or 1200)
            {
                await Cli.Processes.SignalAsync(first.ProcessIds[0], "KILL");
            }
        }

        Assert.True(shadow.Report.IsSame, shadow.Report.ToString());
        Assert.Equal(5, second.Restarts);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_second_pool_that_ends_for_good_is_left_out()
    {
        await using var first = await StartAsync("identity", new() { Workers = 1 });
        await using var second = await StartAsync("dies", new() { Workers = 1, BatchSize = 50 });
        var shadow = new ShadowPool(first, second);

        var count = await shadow.MapAsync<long, long>(Numbers(5000), Refuse, _token).CountAsync(_token);

        Assert.Equal(5000, count);
        Assert.False(shadow.Report.IsSame);
        Assert.Contains("starts no more", Assert.IsType<PythonProcessException>(shadow.Report.SecondError).Message, StringComparison.Ordinal);
        Assert.InRange(shadow.Report.Compared, 1, 500);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_input_that_breaks_breaks_the_map_after_the_rows_before()
    {
        await using var first = await StartAsync("identity", new() { Workers = 1 });
        await using var second = await StartAsync("identity", new() { Workers = 1 });
        var shadow = new ShadowPool(first, second);
        var seen = 0;

        var error = await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var result in shadow.MapAsync<long, long>(Broken(), Refuse, _token))
            {
                seen++;
            }
        });

        Assert.Equal(("row 250", 250), (error.Message, seen));
        Assert.Null(shadow.Report.SecondError);

        static async IAsyncEnumerable<long> Broken()
        {
            for (var i = 0L; i < 250; i++)
            {
                yield return i;
            }

            await Task.Yield();
            throw new FormatException("row 250");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_map_that_is_left_early_or_canceled_leaves_both_pools_usable()
    {
        await using var first = await StartAsync("identity", new() { Workers = 1 });
        await using var second = await StartAsync("slow", new() { Workers = 1, BatchSize = 20 });
        var shadow = new ShadowPool(first, second);

        await foreach (var result in shadow.MapAsync<long, long>(Numbers(1_000_000), Refuse, _token))
        {
            break;
        }

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var result in shadow.MapAsync<long, long>(Numbers(1_000_000), Refuse, cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });
        Assert.Null(shadow.Report.SecondError);

        Assert.Equal(100, await shadow.MapAsync<long, long>(Numbers(100), Refuse, _token).CountAsync(_token));
        Assert.True(shadow.Report.IsSame);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_cannot_be_is_refused()
    {
        await using var first = await StartAsync("identity", new() { Workers = 1 });
        await using var second = await StartAsync("same", new() { Workers = 1 });

        Assert.Throws<ArgumentException>(() => new ShadowPool(first, first));
        Assert.Throws<ArgumentException>(() => new ShadowPool(first, second, new ShadowOptions { IgnoredFields = [" "] }));

        var shadow = new ShadowPool(first, second);
        Assert.Equal(0, shadow.Report.Compared);
        await using var running = shadow.MapAsync<long, long>(Numbers(10), null, _token).GetAsyncEnumerator(_token);
        Assert.True(await running.MoveNextAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await shadow.MapAsync<long, long>(Numbers(1), null, _token).CountAsync(_token));
    }

    private static void Refuse(RowDifference<long> difference) => Assert.Fail(difference.ToString());

    private Task<WorkerPool> StartAsync(string function, WorkerPoolOptions options) =>
        WorkerPool.StartAsync(python.Client, _folder.Function(function), options, _token);

    private static IAsyncEnumerable<long> Numbers(int count) => Enumerable.Range(0, count).Select(i => (long)i).ToAsyncEnumerable();

    private sealed class WorkerFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-shadow-");

        public WorkerFolder(string module) => File.WriteAllText(Path.Combine(_folder.FullName, "shadowed.py"), module);

        public string Function(string name) => $"{Path.Combine(_folder.FullName, "shadowed.py")}:{name}";

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
