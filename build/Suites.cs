namespace Bridge.Build;

/// <summary>The two test suites. A runner that breaks counts as a failed test.</summary>
public static class Suites
{
    public static async Task<Counts> RunXunitAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Folders.TestResults, "dotnet");
        var exitCode = await Shell.RunAsync(
            "dotnet",
            [
                "test", "--solution", "Bridge.sln", "-c", "Release", "--no-build",
                "--results-directory", folder, "--report-xunit-trx",
            ],
            cancellationToken);

        var counts = Folders.Find(folder, "*.trx").Select(Counts.FromTrx).Aggregate(default(Counts), (a, b) => a + b);
        return counts.OrBroken(exitCode);
    }

    public static async Task<Counts> RunPytestAsync(string? python, CancellationToken cancellationToken)
    {
        if (python is null)
        {
            return new Counts(0, 1, 0);
        }

        string[] parallel = await Pythons.HasAsync(python, "xdist", cancellationToken) ? ["-n", "auto"] : [];
        var report = Path.Combine(Folders.TestResults, "pytest.xml");
        var exitCode = await Shell.RunAsync(
            python,
            ["-m", "pytest", "tests/python", $"--junitxml={report}", .. parallel],
            cancellationToken,
            new Dictionary<string, string>
            {
                ["BRIDGE_TOOL"] = Folders.Tool,
                ["BRIDGE_TEST_PEER"] = Folders.TestPeer,
            });

        var counts = File.Exists(report) ? Counts.FromJUnit(report) : default;
        return counts.OrBroken(exitCode);
    }
}
