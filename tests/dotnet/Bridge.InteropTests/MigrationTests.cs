using System.Diagnostics;
using Bridge.InteropTests.Cli;

namespace Bridge.InteropTests;

/// <summary>Each step of docs/migration.md runs as it says.</summary>
public sealed class MigrationTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    private static string Folder => Path.Combine(Repository.Root, "samples", "migration");

    // Built with the tests.
    private static string Assembly =>
        Path.Combine(Folder, "Billing", "bin", Repository.Configuration, "net10.0", "Billing.dll");

    private static string WorkerHost => Path.Combine(
        Repository.Root, "src", "Bridge.WorkerHost", "bin", Repository.Configuration, "net10.0", "Bridge.WorkerHost.dll");

    [Fact(Timeout = 60_000)]
    public async Task The_first_draft_has_exactly_three_differences()
    {
        using var folder = new WorkFolder();

        var result = await RunAsync(folder, "--shadow", $"{Assembly}:Shop.FirstDraft.Lines", "--shadow-report", "report.csv");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Equal(
            [
                "3,gross,value,Decimal('1.79'),Decimal('1.78')",
                "3,tax,value,Decimal('0.29'),Decimal('0.28')",
                "5,[1],missing,\"{'order': '1005', 'item': 'spoon', 'net': Decimal('0.00'), 'tax': Decimal('0.00'), 'gross': Decimal('0.00')}\",",
                "8,,error,KeyError: 'XX',System.InvalidOperationException: Sequence contains no matching element",
            ],
            folder.ReadRows("report.csv").Order(StringComparer.Ordinal));
        Assert.EndsWith("; all differences are in report.csv.", result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.StartsWith("bridge: 3 of 10 rows differ: ", result.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(13, folder.ReadRows("bills.csv").Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_corrected_one_has_none()
    {
        using var folder = new WorkFolder();

        var result = await RunAsync(folder, "--shadow", $"{Assembly}:Shop.Bills.Lines");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal("bridge: no differences in 10 rows.", result.ErrorLines[^1]);
        Assert.Equal(13, folder.ReadRows("bills.csv").Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_program_of_the_second_step_adds_up_and_compares()
    {
        var lines = await StartAsync("dotnet", CompiledSample.PathOf("migration-totals"), $"{Assembly}:Shop.FirstDraft.Lines");

        Assert.Equal(["AT: 18.96", "DE: 36.78", "FR: 36.22", "LU: 68.67", "3 of 10 rows differ"], lines[^5..]);
        Assert.Contains("order 1008: 'XX'", lines);
        Assert.Contains("row 2: gross: Decimal('1.79') / Decimal('1.78')", lines);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_program_of_the_last_step_calls_either()
    {
        var lines = await StartAsync(TestPythons.Usable[0].Path, "-B", Path.Combine(Folder, "bills.py"), $"{Assembly}:Shop.Bills.Lines");

        Assert.Equal(15, lines.Length);
        Assert.Equal(["1001 tea 16.42", "1001 milk 1.43", "1002 coffee 18.96", "1003 lemon 1.79"], lines[..4]);
        Assert.StartsWith("1007 failed: row 6: System.FormatException: ", lines[9], StringComparison.Ordinal);
        Assert.StartsWith("1008 failed: row 7: System.Collections.Generic.KeyNotFoundException: ", lines[10], StringComparison.Ordinal);
    }

    private static async Task<ToolResult> RunAsync(WorkFolder folder, params string[] arguments)
    {
        await using var tool = Tool.Start(
            folder.Path,
            new Dictionary<string, string> { ["DOTNET_BRIDGE_WORKER_HOST"] = WorkerHost },
            [
                "run", Path.Combine(Folder, "billing.py:lines"), "-i", Path.Combine(Folder, "orders.csv"), "-o", "bills.csv",
                "--workers", "1", "--ordered", .. arguments,
            ]);
        tool.Input.Close();
        return await tool.WaitAsync();
    }

    private async Task<string[]> StartAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_BRIDGE_WORKER_HOST"] = WorkerHost;
        start.Environment["PYTHONPATH"] = Path.Combine(Repository.Root, "python");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(_token);
        var output = await process.StandardOutput.ReadToEndAsync(_token);
        await process.WaitForExitAsync(_token);
        Assert.True(process.ExitCode == 0, output + await errors);
        return output.ReplaceLineEndings("\n").TrimEnd().Split('\n');
    }
}
