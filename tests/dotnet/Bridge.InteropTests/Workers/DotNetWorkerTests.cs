using System.Diagnostics;
using Bridge.Hosting;
using Bridge.InteropTests.Cli;
using Bridge.Workers;

namespace Bridge.InteropTests.Workers;

/// <summary>Methods of a .NET assembly as workers of a pool, in processes of their own.</summary>
public class DotNetWorkerTests(SharedManager python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Mistakes => new()
    {
        { "/nowhere/Worker.dll:A.B", "There is no file /nowhere/Worker.dll; build the project, or check the path." },
        { "{dll}:Double", "names no method; write path/to/Worker.dll:Namespace.Type.Method." },
        { "{dll}:Bridge.TestWorkers.Row.Double", "has no type Bridge.TestWorkers.Row; did you mean Bridge.TestWorkers.Rows?" },
        { "{dll}:Rows.Double", "has no type Rows; did you mean Bridge.TestWorkers.Rows?" },
        { "{rows}.Duoble", "has no method Duoble; did you mean Double?" },
        { "{rows}.Overloaded", "has 2 methods Overloaded; give the one for rows a name of its own." },
        { "{rows}.TooMany", "takes 2 parameters; write Method(Row row)" },
        { "{rows}.Generic", "is generic; write" },
        { "{rows}.WithoutRow", "takes no row; write" },
        { "{dll}:Bridge.TestWorkers.Broken.Same", "Bridge.TestWorkers.Broken.Setup() threw System.IO.FileNotFoundException: no model.bin." },
        { "{dll}:Bridge.TestWorkers.Needy.Same", "make the method static, or add one." },
        { "{none}:A.B", "is no assembly of .NET; give the dll that 'dotnet build' made." },
    };

    [Fact(Timeout = 60_000)]
    public async Task Every_row_is_delivered_once_while_workers_are_killed()
    {
        await using var pool = await StartAsync(TestWorkers.Rows("Slow"), new() { Workers = 2, BatchSize = 5 });
        var rows = new List<long>();
        await foreach (var result in pool.MapAsync<int, int>(Numbers(600), _token))
        {
            Assert.Equal(result.Input, result.Value);
            rows.Add(result.Index);
            if (rows.Count is 100 or 300)
            {
                Process.GetProcessById(pool.ProcessIds[0]).Kill();
            }
        }

        rows.Sort();
        Assert.Equal(Enumerable.Range(0, 600).Select(i => (long)i), rows);
        Assert.Equal(2, pool.Restarts);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_row_that_kills_every_worker_is_given_up_and_no_other()
    {
        await using var pool = await StartAsync(
            TestWorkers.Rows("Kill"), new() { Workers = 1, BatchSize = 1, MaxDeaths = 1, Ordered = true });

        var results = await pool.MapAsync<int, int>(Numbers(780), _token).ToListAsync(_token);

        var failed = Assert.Single(results, result => result.Error is not null);
        Assert.Equal((777, RowError.WorkerDied), (failed.Index, failed.Error!.PythonType));
        Assert.Equal(780, results.Count);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Double", "2 4 6")]
    [InlineData("Countdown", "1 2 1 3 2 1")]
    [InlineData("Awaited", "2 3 4")]
    [InlineData("Quickly", "3 4 5")]
    public async Task A_method_may_return_a_value_a_task_or_an_iterator(string method, string expected)
    {
        await using var pool = await StartAsync(TestWorkers.Rows(method), new() { Workers = 1, Ordered = true });

        var results = await pool.MapAsync<int, int>(Numbers(4).Skip(1), _token).ToListAsync(_token);

        Assert.Equal(expected, string.Join(' ', results.SelectMany(result => result.Values)));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_goes_wrong_with_a_row_is_the_error_of_that_row()
    {
        await using var pool = await StartAsync(TestWorkers.Rows("Fail"), new() { Workers = 1, Ordered = true });

        var results = await pool.MapAsync<object, int>(new object[] { 1, "two", 3, 4 }.ToAsyncEnumerable(), _token)
            .ToListAsync(_token);

        Assert.Equal([1, 4], results.Where(result => result.Error is null).Select(result => result.Value));
        Assert.Equal("System.InvalidCastException", results[1].Error!.PythonType);
        Assert.Contains("int was asked for", results[1].Error!.Message, StringComparison.Ordinal);
        var thrown = results[2].Error!;
        Assert.Equal("System.ArgumentOutOfRangeException", thrown.PythonType);
        Assert.StartsWith("no threes", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("at Bridge.TestWorkers.Rows.Fail(Int32 row)", thrown.Traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("Bridge.Workers", thrown.Traceback, StringComparison.Ordinal);
        Assert.Equal([thrown.Message], thrown.Arguments);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_value_without_an_equivalent_in_Python_is_the_error_of_its_row()
    {
        await using var pool = await StartAsync(TestWorkers.Rows("Unpicklable"), new() { Workers = 1, Ordered = true });

        var results = await pool.MapAsync<int, int>(Numbers(3), _token).ToListAsync(_token);

        Assert.Equal([0, 2], results.Where(result => result.Error is null).Select(result => result.Value));
        Assert.Equal("Bridge.PicklingException", results[1].Error!.PythonType);
        Assert.StartsWith(
            "a result of type System.Threading.Thread cannot be pickled: ", results[1].Error!.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_iterator_that_throws_half_way_fails_its_row()
    {
        await using var pool = await StartAsync(TestWorkers.Rows("BreaksHalfWay"), new() { Workers = 1 });

        var result = Assert.Single(await pool.MapAsync<int, int>(Numbers(1), _token).ToListAsync(_token));

        Assert.Empty(result.Values);
        Assert.Equal(("System.InvalidOperationException", "half-way"), (result.Error!.PythonType, result.Error.Message));
    }

    [Fact(Timeout = 60_000)]
    public async Task Setup_runs_once_before_the_one_instance()
    {
        await using var pool = await StartAsync(
            TestWorkers.Path + ":Bridge.TestWorkers.Counter.Count", new() { Workers = 1, Ordered = true });

        var results = await pool.MapAsync<int, string>(Numbers(2), _token).ToListAsync(_token);

        Assert.Equal(["set up 0: 1", "set up 1: 2"], results.Select(result => result.Value));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_method_prints_is_relayed()
    {
        var lines = new List<string>();
        await using (var pool = await StartAsync(
            TestWorkers.Rows("Nothing"), new() { Workers = 1, Output = lines.Add }))
        {
            var results = await pool.MapAsync<int, object?>(Numbers(2), _token).ToListAsync(_token);
            Assert.All(results, result => Assert.Null(result.Value));
        }

        Assert.Equal(["row 0", "row 1"], lines);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_in_the_name_is_told_in_one_sentence(string function, string expected)
    {
        using var folder = new WorkFolder();
        folder.Write("none.dll", "no assembly");
        var name = function.Replace("{dll}", TestWorkers.Path, StringComparison.Ordinal)
            .Replace("{rows}", TestWorkers.Rows("x")[..^2], StringComparison.Ordinal)
            .Replace("{none}", Path.Combine(folder.Path, "none.dll"), StringComparison.Ordinal);

        var error = await Assert.ThrowsAsync<DotNetProcessException>(() => StartAsync(name, new() { Workers = 1 }));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("double", "6")]
    [InlineData("async", "3")]
    [InlineData("add", "1003")]
    [InlineData("chatty", "nothing to read")]
    public async Task A_program_of_ones_own_is_a_worker(string function, string expected)
    {
        var lines = new List<string>();
        await using (var pool = await StartAsync(
            function, new() { Workers = 1, Program = TestWorkers.Path, Output = lines.Add }))
        {
            var result = Assert.Single(await pool.MapAsync<int, object>(Numbers(4).Skip(3), _token).ToListAsync(_token));
            Assert.Equal(expected, $"{result.Value}");
        }

        Assert.Equal("printed before it is ready", lines[0]);
        Assert.Equal(function == "chatty", lines.Contains("row 3"));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_sample_with_two_functions_runs_the_one_that_is_asked_for()
    {
        var options = new WorkerPoolOptions { Workers = 1, Program = CompiledSample.PathOf("dotnet-worker-functions") };
        await using var pool = await StartAsync("half", options);

        var result = Assert.Single(await pool.MapAsync<int, double>(Numbers(4).Skip(3), _token).ToListAsync(_token));

        Assert.Equal(1.5, result.Value);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_worker_that_ends_gives_back_the_proxies_that_its_setup_keeps()
    {
        await using var manager = await ManagerProcess.StartAsync(cancellationToken: _token);
        var options = new WorkerPoolOptions { Workers = 2, Program = TestWorkers.Path };
        await using (var pool = await WorkerPool.StartAsync(manager.Client, "add", options, _token))
        {
            Assert.Equal(20, await pool.MapAsync<int, int>(Numbers(20), _token).CountAsync(_token));
        }

        await Retry.UntilAsync(
            "nothing is left", async () => await manager.Client.GetObjectCountAsync(_token) == 0);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_method_may_use_logging_and_what_it_depends_on()
    {
        await using var pool = await StartAsync(
            TestWorkers.Path + ":Bridge.TestWorkers.Journal.Same", new() { Workers = 1 });

        var result = Assert.Single(await pool.MapAsync<int, int>(Numbers(1), _token).ToListAsync(_token));

        Assert.Null(result.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_program_that_knows_no_such_function_says_so()
    {
        var error = await Assert.ThrowsAsync<DotNetProcessException>(
            () => StartAsync("treble", new() { Workers = 1, Program = TestWorkers.Path }));

        Assert.Equal("There is no function 'treble' here.", error.Message);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_path_of_a_program_is_enough()
    {
        await using var pool = await StartAsync(TestWorkers.Path, new() { Workers = 1 });

        Assert.Equal(10, (await pool.MapAsync<int, int>(Numbers(6), _token).LastAsync(_token)).Value);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_program_that_nobody_starts_says_what_does()
    {
        using var program = Process.Start(new ProcessStartInfo("dotnet", [TestWorkers.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        program.StandardInput.Close();

        var said = await program.StandardError.ReadToEndAsync(_token);
        await program.WaitForExitAsync(_token);

        Assert.Equal(2, program.ExitCode);
        Assert.StartsWith("This program is a worker of Bridge: WorkerPool in .NET", said, StringComparison.Ordinal);
    }

    private Task<WorkerPool> StartAsync(string function, WorkerPoolOptions options) =>
        WorkerPool.StartAsync(python.Client, function, options, _token);

    private static IAsyncEnumerable<int> Numbers(int count) => Enumerable.Range(0, count).ToAsyncEnumerable();
}
