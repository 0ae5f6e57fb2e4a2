using System.Text.Json;

namespace Bridge.InteropTests.Cli;

/// <summary><c>run --shadow</c>: two functions over the same rows.</summary>
public sealed class RunShadowTests : IDisposable
{
    private const string Worker = """
        def old(row):
            n = int(row["id"])
            if n == 7:
                raise ValueError("seven")
            return {"id": n, "half": n / 2, "at": "old"}

        def new(row):
            n = int(row["id"])
            if n == 7:
                raise LookupError("seven")
            return {"id": n, "half": n / 2 + (0.001 if n == 3 else 0), "at": "new"}

        def later(row):
            return {"id": row["id"]} if row["id"] == "0" else {"id": row["id"], "more": 1}
        """;

    private readonly WorkFolder _folder = new();

    public RunShadowTests()
    {
        _folder.Write("worker.py", Worker);
        _folder.WriteIds("in.csv", 40);
    }

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Run_with_a_shadow_writes_what_it_writes_without_and_reports_each_difference()
    {
        var alone = await RunAsync("worker.py:old", "--ordered", "--quiet");
        var result = await RunAsync("worker.py:old", "--ordered", "--shadow", "worker.py:new", "--shadow-report", "report.csv");

        Assert.Equal((1, alone.Output), (result.ExitCode, result.Output));
        var lines = _folder.ReadRows("report.csv");
        Assert.Equal(41, lines.Count); // one row differs twice
        Assert.Contains("1,at,value,'old','new'", lines);
        Assert.Contains("4,half,value,1.5,1.501", lines);
        Assert.Contains("8,,error,ValueError: seven,LookupError: seven", lines);
        Assert.StartsWith("row,field,kind,first,second\r\n", _folder.Read("report.csv"), StringComparison.Ordinal);
        Assert.Equal(
            "bridge: 40 of 40 rows differ: at 39, result 1, half 1; all differences are in report.csv.",
            result.ErrorLines[^1].Replace("half 1, result 1", "result 1, half 1", StringComparison.Ordinal));
        Assert.Contains("and 21 more", result.ErrorLines);
        Assert.Contains("worker.py:new", result.Error, StringComparison.Ordinal);
        Assert.Contains("work per row", result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_takes_for_the_same_what_it_is_told_to()
    {
        var result = await RunAsync(
            "worker.py:old", "-o", "out.csv", "--quiet", "--shadow", "worker.py:new", "--shadow-report", "report.jsonl",
            "--abs-tol", "0.01", "--ignore-fields", "at", "--same-errors", "ValueError=LookupError");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal("bridge: no differences in 40 rows.", result.ErrorLines[^1]);
        Assert.Equal("", _folder.Read("report.jsonl"));
        Assert.Equal(39, _folder.ReadRows("out.csv").Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_reports_as_lines_of_JSON()
    {
        var result = await RunAsync(
            "worker.py:old", "-o", "out.csv", "--quiet", "--shadow", "worker.py:new", "--shadow-report", "report.jsonl",
            "--ignore-fields", "at,half");

        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(_folder.Read("report.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(
            """{"row":8,"field":"","kind":"error","first":"ValueError: seven","second":"LookupError: seven"}""",
            JsonDocument.Parse(line).RootElement.GetRawText());
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_delivers_when_the_shadow_cannot_start()
    {
        var result = await RunAsync("worker.py:old", "-o", "out.csv", "--quiet", "--shadow", "worker.py:gone");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(39, _folder.ReadRows("out.csv").Count);
        Assert.StartsWith("bridge: nothing was compared, because --shadow cannot start: ", result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Contains("gone", result.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_fails_when_a_row_cannot_be_written_though_nothing_differs()
    {
        var result = await RunAsync("worker.py:later", "-o", "out.csv", "--quiet", "--ordered", "--shadow", "worker.py:later");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("bridge: no differences in 40 rows.", result.ErrorLines[^1]);
        Assert.Contains("39 of 40 rows failed", result.Error, StringComparison.Ordinal);
    }

    private Task<ToolResult> RunAsync(string worker, params string[] arguments) =>
        Tool.RunAsync(_folder.Path, ["run", worker, "-i", "in.csv", "--workers", "1", .. arguments]);
}
