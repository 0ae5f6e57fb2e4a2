using System.Diagnostics;
using Bridge.Proxies;

namespace Bridge.InteropTests.Testing;

/// <summary>The test kit's core against real Pythons.</summary>
public sealed class TestManagerTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snippet_and_we_use_the_same_objects()
    {
        await using var manager = await TestManager.StartAsync(cancellationToken: _token);
        await using var scores = await manager.Client.CreateDictAsync<string, int>(_token);
        await using var box = await manager.Client.CreateListAsync<DictProxy<string, int>>(_token);
        await box.AppendAsync(scores, _token);

        var result = await manager.RunPythonAsync(
            """
            import sys
            print(type(manager).__name__, sys.argv[1:], __name__)
            made = manager.list([1, 2])
            made.append('ä')
            print(made)
            """,
            new PythonOptions { Arguments = ["one", "two words"] },
            _token);

        Assert.Equal(["Manager ['one', 'two words'] __main__", "[1, 2, 'ä']"], result.Lines);
        Assert.Equal("", result.Errors);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_registered_typeid_is_known_to_the_manager_to_us_and_to_snippets()
    {
        using var folder = new Cli.WorkFolder();
        var file = Path.Combine(folder.Path, "shop.py");
        await File.WriteAllTextAsync(
            file,
            """
            class Counter:
                n = 0
                def add(self, by):
                    self.n += by
                    return self.n
            counter = Counter()
            def register(manager):
                manager.register("get_counter", lambda: counter, exposed=["add"])
            """,
            _token);
        await using var manager = await TestManager.StartAsync(
            new TestManagerOptions { Register = [file + ":register"], WorkingDirectory = folder.Path }, _token);
        await using var counter = await manager.Client.CreateAsync("get_counter", cancellationToken: _token);

        Assert.Equal(2, await counter.CallAsync<int>("add", [2], cancellationToken: _token));
        await manager.RunPythonAsync("assert manager.get_counter().add(3) == 5", cancellationToken: _token);
        Assert.Equal(6, await counter.CallAsync<int>("add", [1], cancellationToken: _token));
    }

    [Fact]
    public async Task A_snippet_that_raises_fails_with_its_own_traceback_and_output()
    {
        await using var manager = await TestManager.StartAsync(cancellationToken: _token);

        var error = await Assert.ThrowsAsync<PythonProgramException>(() => manager.RunPythonAsync(
            """
            def pay(amount):
                raise ValueError(f"cannot pay {amount}")
            print("before")
            pay(7)
            """,
            cancellationToken: _token));

        Assert.StartsWith(
            "snippet1.py ended with exit code 1 instead of 0: ValueError: cannot pay 7", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 4, in <module>\n    pay(7)", error.Message, StringComparison.Ordinal);
        Assert.Contains("--- its output:\nbefore", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("run_python", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("runpy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snippet_that_does_not_end_tells_where_it_was()
    {
        var manager = await TestManager.StartAsync(new TestManagerOptions { LeakTimeout = TimeSpan.Zero }, _token);

        var error = await Assert.ThrowsAsync<PythonProgramException>(() => manager.RunPythonAsync(
            """
            def wait():
                manager.Queue().get()
            wait()
            """,
            new PythonOptions { Timeout = TimeSpan.FromSeconds(1) },
            _token));

        Assert.StartsWith("snippet1.py did not end within 1 s and was ended", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 2 in wait", error.Message, StringComparison.Ordinal);
        // Ended by force, it gave nothing back: the queue is left, and told.
        var leak = await Assert.ThrowsAsync<LeakException>(() => manager.DisposeAsync().AsTask());
        Assert.Contains("a Queue", Assert.Single(leak.Leaks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_is_talked_to_killed_and_chosen_by_version()
    {
        var newest = TestPythons.Usable[^1];
        await using var manager = await TestManager.StartAsync(
            new TestManagerOptions { Python = TestPythons.Usable[0].Path }, _token);
        await using var program = await manager.StartPythonAsync(
            """
            import sys, time
            print("%d.%d" % sys.version_info[:2])
            print(input())
            time.sleep(600)
            """,
            new PythonOptions { Python = newest.Path, ExpectedExitCode = null },
            _token);

        Assert.Equal(newest.Version.ToString(), await program.ReadLineAsync(_token));
        await program.WriteLineAsync("hello");
        Assert.Equal("hello", await program.ReadLineAsync(_token));
        program.Kill();
        var result = await program.WaitAsync(_token);

        Assert.NotEqual(0, result.ExitCode);
        Assert.False(ProcessList.IsRunning(program.ProcessId));
    }

    [Fact]
    public async Task A_version_is_found_or_its_absence_said()
    {
        var oldest = TestPythons.Usable[0];

        await using (var manager = await TestManager.StartAsync(
            new TestManagerOptions { Python = oldest.Version.ToString() }, _token))
        {
            Assert.Equal(oldest.Version, new Version(manager.Python.Version.Major, manager.Python.Version.Minor));
        }

        var error = await Assert.ThrowsAsync<PythonNotFoundException>(
            () => TestManager.StartAsync(new TestManagerOptions { Python = "3.99" }, _token));
        Assert.StartsWith("No CPython 3.99 was found on PATH", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_test_leaves_is_told_at_the_end()
    {
        var manager = await TestManager.StartAsync(
            new TestManagerOptions { LeakTimeout = TimeSpan.FromSeconds(1) }, _token);
        var list = await manager.Client.CreateListAsync<int>([1, 2, 3], _token);
        var left = await manager.RunPythonAsync(
            """
            import subprocess, sys
            quiet = dict(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            code = "import time; time.sleep(600)"
            print(subprocess.Popen([sys.executable, "-c", code], start_new_session=True, **quiet).pid)
            """,
            cancellationToken: _token);
        var running = await manager.StartPythonAsync("manager.Event().wait()", cancellationToken: _token);
        await Retry.UntilAsync(
            "the program has made its event", async () => await manager.Client.GetObjectCountAsync(_token) == 2);

        var error = await Assert.ThrowsAsync<LeakException>(() => manager.DisposeAsync().AsTask());

        Assert.Contains(error.Leaks, leak => leak.StartsWith("a list", StringComparison.Ordinal)
            && leak.EndsWith("with 1 reference, held by this process: [1, 2, 3]", StringComparison.Ordinal));
        Assert.Contains(error.Leaks, leak => leak.StartsWith("a Event", StringComparison.Ordinal)
            && leak.Contains("held by other programs", StringComparison.Ordinal));
        Assert.Contains(error.Leaks, leak => leak.StartsWith("snippet2.py still runs", StringComparison.Ordinal));
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(4, error.Leaks.Count);
            Assert.Contains(error.Leaks, leak => leak.StartsWith($"process {left.Lines[0]} still runs", StringComparison.Ordinal));
            Assert.False(ProcessList.IsRunning(int.Parse(left.Lines[0], null)));
        }

        Assert.False(ProcessList.IsRunning(running.ProcessId));
        Assert.False(ProcessList.IsRunning(manager.Process.ProcessId));
        await list.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_told_when_everything_was_given_back()
    {
        var manager = await TestManager.StartAsync(cancellationToken: _token);
        await using (var list = await manager.Client.CreateListAsync<int>(_token))
        {
            await manager.RunPythonAsync(
                """
                import multiprocessing
                def work(n):
                    return n * n
                if __name__ == "__main__":
                    kept = manager.dict(a=manager.list([1]))
                    with multiprocessing.get_context("spawn").Pool(1) as pool:
                        assert pool.map(work, [3]) == [9]
                """,
                cancellationToken: _token);
        }

        await manager.AssertNoLeaksAsync(_token);
        await manager.DisposeAsync();
    }

    [Fact]
    public async Task A_manager_that_was_killed_is_no_leak_and_its_children_end()
    {
        var manager = await TestManager.StartAsync(cancellationToken: _token);
        await manager.Client.CreateListAsync<int>(_token);

        using (var process = Process.GetProcessById(manager.Process.ProcessId))
        {
            process.Kill();
        }

        await manager.Process.Exited.WaitAsync(_token);
        await manager.DisposeAsync();
        Assert.Contains("Debug ManagerProcess: ", manager.Transcript.DotNet, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb", "a\nb\n")]
    [InlineData("  a\n    b\n\n  c", "a\n  b\n\nc\n")]
    [InlineData("\ta\n  b", "\ta\n  b\n")]
    [InlineData("", "")]
    public void Indentation_of_all_lines_is_taken_away(string code, string expected) =>
        Assert.Equal(expected, Programs.Dedent(code));
}
