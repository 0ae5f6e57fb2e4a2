namespace Bridge.InteropTests.Cli;

/// <summary>What can go wrong with a run: one sentence, the documented exit code, no process left.</summary>
public sealed class RunFailureTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FiveSeconds = TimeSpan.FromSeconds(5);

    private readonly WorkFolder _folder = new();

    public RunFailureTests()
    {
        _folder.WriteIds("in.csv", 10);
        _folder.Write("worker.py", "def f(row):\n    return row\n");
        _folder.Write("broken.py", "import nothing_of_this_name\n");
        _folder.Write("exits.py", "import os\n\ndef setup():\n    os._exit(3)\n\ndef f(row):\n    return row\n");
        _folder.Write("endless.py", "while True:\n    pass\n");
        _folder.Write("syntax.py", "def f(:\n");
        _folder.Write("slow.py", "import time\n\ndef f(row):\n    time.sleep(0.02)\n    return row\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory(Timeout = 60_000)]
    [InlineData("worker.py:g", 2, "g")]
    [InlineData("missing.py:f", 2, "missing.py")]
    [InlineData("missing_module:f", 2, "missing_module")]
    [InlineData("exits.py:f", 2, "exit code 3")]
    [InlineData("broken.py:f", 2, "nothing_of_this_name")]
    [InlineData("syntax.py:f", 2, "SyntaxError")]
    [InlineData("worker.py:f --python /nowhere/python", 2, "/nowhere/python")]
    [InlineData("worker.py:f -o /nowhere/out.csv", 2, "/nowhere/out.csv")]
    [InlineData("worker.py:f -o in.csv", 2, "in.csv")]
    [InlineData("worker.py:f -o /dev/full", 1, "/dev/full")]
    public async Task Run_that_cannot_work_says_one_sentence(string arguments, int exitCode, string expected)
    {
        var result = await RunAsync(arguments.Split(' '));

        AssertOneSentence(result, exitCode, expected);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_without_a_python_says_one_sentence()
    {
        var empty = new Dictionary<string, string> { ["PATH"] = "/nowhere", ["VIRTUAL_ENV"] = "", ["BRIDGE_PYTHON"] = "" };
        await using var tool = Tool.Start(_folder.Path, empty, "run", "worker.py:f", "-i", "in.csv", "-q");
        tool.Input.Close();

        AssertOneSentence(await tool.WaitAsync(Soon), 1, "BRIDGE_PYTHON");
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_whose_manager_is_killed_ends_within_five_seconds()
    {
        _folder.WriteIds("in.csv", 100_000);
        await using var tool = Tool.Start(_folder.Path, "run", "slow.py:f", "-i", "in.csv", "-q", "--workers", "2", "--batch", "1");
        await WaitForFirstRowAsync(tool);

        var manager = tool.ProcessIds.Single(id => Processes.CommandLine(id).Contains("serve", StringComparison.Ordinal));
        await Processes.SignalAsync(manager, "KILL");

        var result = await tool.WaitAsync(FiveSeconds);

        AssertOneSentence(result, 1, "manager");
        Assert.Empty(tool.ProcessIds);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Run_that_is_interrupted_leaves_whole_rows_and_no_process(string signal)
    {
        _folder.WriteIds("in.csv", 100_000);
        await using var tool = Tool.Start(_folder.Path, "run", "slow.py:f", "-i", "in.csv", "-q", "--workers", "2", "--batch", "1");
        await WaitForFirstRowAsync(tool);

        await tool.SignalAsync(signal);
        var result = await tool.WaitAsync(Soon);

        AssertOneSentence(result, 130, "interrupted");
        Assert.True(result.Output.Length == 0 || result.Output.EndsWith("\r\n", StringComparison.Ordinal), result.ToString());
        Assert.Empty(tool.ProcessIds);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_that_is_killed_takes_its_processes_with_it()
    {
        _folder.WriteIds("in.csv", 100_000);
        await using var tool = Tool.Start(_folder.Path, "run", "slow.py:f", "-i", "in.csv", "-q", "--workers", "2", "--batch", "1");
        await WaitForFirstRowAsync(tool);
        Assert.Equal(4, tool.ProcessIds.Count);

        await tool.SignalAsync("KILL");

        await tool.WaitUntilAllAreGoneAsync(FiveSeconds);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_whose_manager_is_killed_while_workers_import_ends_within_five_seconds_and_leaves_no_folder()
    {
        var temporary = new Dictionary<string, string> { ["TMPDIR"] = _folder.Path };
        await using var tool = Tool.Start(_folder.Path, temporary, "run", "endless.py:f", "-i", "in.csv", "-q", "--workers", "1");
        tool.Input.Close();
        await Retry.UntilAsync("a worker is there", () => FindProcess(tool, "worker") is not null);

        await Processes.SignalAsync(FindProcess(tool, "serve")!.Value, "KILL");

        AssertOneSentence(await tool.WaitAsync(FiveSeconds), 1, "manager");
        Assert.Empty(tool.ProcessIds);
        Assert.Empty(Directory.GetDirectories(_folder.Path, "bridge-*"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_whose_manager_is_stopped_can_be_interrupted()
    {
        _folder.WriteIds("in.csv", 100_000);
        await using var tool = Tool.Start(_folder.Path, "run", "slow.py:f", "-i", "in.csv", "-q", "--workers", "2", "--batch", "1");
        await WaitForFirstRowAsync(tool);
        await Processes.SignalAsync(FindProcess(tool, "serve")!.Value, "STOP");

        await tool.SignalAsync("INT");

        AssertOneSentence(await tool.WaitAsync(Soon), 130, "interrupted");
        Assert.Empty(tool.ProcessIds);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_whose_manager_is_stopped_gives_up()
    {
        _folder.WriteIds("in.csv", 100_000);
        await using var tool = Tool.Start(_folder.Path, "run", "slow.py:f", "-i", "in.csv", "-q", "--workers", "2", "--batch", "1");
        await WaitForFirstRowAsync(tool);

        await Processes.SignalAsync(FindProcess(tool, "serve")!.Value, "STOP");

        AssertOneSentence(await tool.WaitAsync(), 1, "the manager");
        Assert.Empty(tool.ProcessIds);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_whose_output_is_closed_early_ends()
    {
        _folder.WriteIds("in.csv", 1_000_000);
        await using var tool = Tool.Start(_folder.Path, "run", "worker.py:f", "-i", "in.csv", "-q", "--workers", "2");
        await WaitForFirstRowAsync(tool);

        tool.CloseOutput();

        AssertOneSentence(await tool.WaitAsync(Soon), 1, "standard output");
    }

    private static int? FindProcess(Tool tool, string role) => tool.ProcessIds
        .Where(id => Processes.CommandLine(id).Contains($"dotnet_bridge {role}", StringComparison.Ordinal))
        .Select(id => (int?)id)
        .FirstOrDefault();

    private static async Task WaitForFirstRowAsync(Tool tool)
    {
        tool.Input.Close();
        for (var i = 0; i < 2; i++)
        {
            Assert.NotNull(await tool.Output.ReadLineAsync(TestContext.Current.CancellationToken));
        }
    }

    private static void AssertOneSentence(ToolResult result, int exitCode, string expected)
    {
        Assert.True(result.ExitCode == exitCode, result.ToString());
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("bridge: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    private async Task<ToolResult> RunAsync(string[] arguments)
    {
        await using var tool = Tool.Start(_folder.Path, ["run", "-i", "in.csv", "-q", .. arguments]);
        tool.Input.Close();
        return await tool.WaitAsync(Soon);
    }
}
