using System.Diagnostics;

namespace Bridge.InteropTests.Testing;

/// <summary>What users see of tests that fail, leave something or lack a Python.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly Cli.WorkFolder _folder = new();
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_test_shows_both_transcripts_and_what_it_left()
    {
        var output = await RunSpecimensAsync([]);

        Assert.Contains("failed: 3", output, StringComparison.Ordinal);
        Assert.Contains("skipped: 1", output, StringComparison.Ordinal);
        Assert.Contains("--- Python transcript", output, StringComparison.Ordinal);
        Assert.Contains("snippet1.py: said by Python", output, StringComparison.Ordinal);
        Assert.Contains("Debug ManagerClient", output, StringComparison.Ordinal);
        Assert.Contains("on purpose", output, StringComparison.Ordinal);
        Assert.Contains("the first cause", output, StringComparison.Ordinal);
        Assert.Contains("held by this process: [1, 2, 3]", output, StringComparison.Ordinal);
        Assert.Contains("held by this process: [4, 5, 6]", output, StringComparison.Ordinal);
        Assert.Contains("No CPython 3.99 was found", output, StringComparison.Ordinal);
        Assert.Equal(3, Attachments("*bridge-dotnet*").Count);
        Assert.Contains("said by Python", Assert.Single(Attachments("*bridge-python*")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_Python_skips_on_a_laptop_and_fails_in_CI()
    {
        var laptop = await RunSpecimensAsync(new() { ["BRIDGE_PYTHON"] = "/no/python", ["CI"] = "" });
        var server = await RunSpecimensAsync(new() { ["BRIDGE_PYTHON"] = "/no/python", ["CI"] = "true" });

        Assert.Contains("failed: 0", laptop, StringComparison.Ordinal);
        Assert.Contains("skipped: 4", laptop, StringComparison.Ordinal);
        Assert.Contains("failed: 4", server, StringComparison.Ordinal);
        Assert.Contains("'BRIDGE_PYTHON=/no/python' does not run as a Python", server, StringComparison.Ordinal);
    }

    private List<string> Attachments(string pattern) =>
        [.. Directory.EnumerateFiles(_folder.Path, pattern, SearchOption.AllDirectories).Select(File.ReadAllText)];

    public void Dispose() => _folder.Dispose();

    private async Task<string> RunSpecimensAsync(Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                TestPeer.Path.Replace("Bridge.TestPeer", "Bridge.TestSpecimens", StringComparison.Ordinal), "--results-directory", _folder.Path,
                "--output", "Detailed", "--progress", "off", "--no-ansi",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["CI"] = "";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(_token);
        var output = await process.StandardOutput.ReadToEndAsync(_token);
        await process.WaitForExitAsync(_token);
        return output + await errors;
    }
}
