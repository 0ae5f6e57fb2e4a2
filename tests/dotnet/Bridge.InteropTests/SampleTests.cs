using System.Diagnostics;

namespace Bridge.InteropTests;

/// <summary>The samples run as their README says.</summary>
public class SampleTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task A_pool_squares_numbers()
    {
        var output = await RunAsync("worker-pool", "squares.cs");

        Assert.Contains("7: 49", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_queue_is_filled_by_Python_and_emptied_by_us()
    {
        var server = await File.ReadAllTextAsync(Path.Combine(Folder("shared-queue"), "server.py"), _token);
        await using var script = PythonScript.Start(TestPythons.Usable[^1].Path, server);
        await script.ReadLineAsync(_token);

        var output = await RunAsync("shared-queue", "client.cs");

        Assert.Contains("9: job 9", output, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string sample, string file)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["run", Path.Combine(Folder(sample), file)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(_token);
        var output = await process.StandardOutput.ReadToEndAsync(_token);
        await process.WaitForExitAsync(_token);
        Assert.True(process.ExitCode == 0, output + await errors);
        return output;
    }

    private static string Folder(string sample)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Bridge.sln")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException("The tests do not run in the repository.");
        }

        return Path.Combine(root.FullName, "samples", sample);
    }
}
