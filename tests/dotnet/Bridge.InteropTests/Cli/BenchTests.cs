using System.Text.Json;

namespace Bridge.InteropTests.Cli;

/// <summary><c>bench</c>: its figures, and that nothing is left of it.</summary>
public sealed class BenchTests : IDisposable
{
    private static readonly TimeSpan BenchTime = TimeSpan.FromSeconds(110);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly string[] Calls = ["dict set", "dict get", "queue put+get", "list append"];

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task Bench_tells_as_JSON_what_it_measured()
    {
        await using var tool = Start("--json");
        var result = await tool.WaitAsync(BenchTime);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(
            from transport in Transports()
            from state in Enumerable.Range(1, 5).Select(round => $"round {round} of 5").Prepend("warm")
            select $"bridge: {transport}: {state}",
            result.ErrorLines);
        var report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(TestPythons.Usable[0].Path, report.GetProperty("python_path").GetString());
        Assert.Equal(5, report.GetProperty("rounds").GetInt32());
        Assert.Equal(64, report.GetProperty("tasks").GetInt32());
        var lines = report.GetProperty("lines").EnumerateArray().ToList();
        Assert.Equal(
            from transport in Transports() from call in Calls select (transport, call),
            lines.Select(line => (line.GetProperty("transport").GetString()!, line.GetProperty("call").GetString()!)));
        Assert.All(lines, AssertMeasured);
        AssertNothingIsLeft(tool);
    }

    [Fact(Timeout = 60_000)]
    public async Task Bench_with_a_python_that_does_not_run_says_one_sentence()
    {
        var result = await Tool.RunAsync(_folder.Path, "bench", "--python", "/nowhere/python");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("/nowhere/python", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.StartsWith("bridge: ", result.ErrorLines[0], StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Bench_that_is_interrupted_leaves_no_process_and_no_folder(string signal)
    {
        await using var tool = Start();
        await WaitUntilItMeasuresAsync(tool);

        // As from a terminal: its Pythons get it, too, and here before the tool does.
        foreach (var id in tool.ProcessIds.OrderBy(id => id == tool.Id))
        {
            await Processes.SignalAsync(id, signal);
        }

        var result = await tool.WaitAsync(Soon);

        Assert.True(result.ExitCode == 130, result.ToString());
        Assert.Contains("interrupted", result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Empty(result.Output);
        AssertNothingIsLeft(tool);
    }

    [Fact(Timeout = 60_000)]
    public async Task Bench_that_is_killed_leaves_no_process_and_no_folder()
    {
        await using var tool = Start();
        await WaitUntilItMeasuresAsync(tool);

        await tool.SignalAsync("KILL");

        await tool.WaitUntilAllAreGoneAsync(Soon);
        AssertNothingIsLeft(tool);
    }

    private static string[] Transports() => [OperatingSystem.IsWindows() ? "pipe" : "Unix", "TCP"];

    private static void AssertMeasured(JsonElement line)
    {
        foreach (var (rate, ratio) in new[] { ("bridge_per_second", "ratio"), ("bridge_tasks_per_second", "tasks_ratio") })
        {
            var spread = line.GetProperty(ratio);
            var (lowest, median) = (spread.GetProperty("lowest").GetDouble(), spread.GetProperty("median").GetDouble());
            Assert.InRange(line.GetProperty(rate).GetDouble(), 1, double.MaxValue);
            Assert.InRange(lowest, 0.001, median);
            Assert.InRange(spread.GetProperty("highest").GetDouble(), median, double.MaxValue);
        }

        Assert.InRange(line.GetProperty("python_per_second").GetDouble(), 1, double.MaxValue);
    }

    private Tool Start(params string[] arguments)
    {
        // Its temporary files go where they can be counted.
        var environment = new Dictionary<string, string> { ["TMPDIR"] = _folder.Path };
        var tool = Tool.Start(
            _folder.Path, environment, ["bench", "--seconds", "0.05", "--python", TestPythons.Usable[0].Path, .. arguments]);
        tool.Input.Close();
        return tool;
    }

    private async Task WaitUntilItMeasuresAsync(Tool tool)
    {
        await Retry.UntilAsync("it measures", () => tool.ErrorSoFar.Contains("Unix: warm", StringComparison.Ordinal));
        Assert.Equal(3, tool.ProcessIds.Count); // the server and its caller
        Assert.Single(Folders());
    }

    private void AssertNothingIsLeft(Tool tool)
    {
        Assert.Empty(tool.ProcessIds);
        Assert.Empty(Folders());
    }

    private string[] Folders() => Directory.GetDirectories(_folder.Path);
}
