using System.Diagnostics;

namespace Bridge.PythonNet.Tests;

public sealed class SampleTests(PythonFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sample_calls_shares_and_serves()
    {
        // …/tests/dotnet/Bridge.PythonNet.Tests/bin/<configuration>/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(root, "samples", "embedded-python", "bin", output.Parent.Name, output.Name, "EmbeddedPython.dll")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["BRIDGE_PYTHON"] = fixture.Python.Python.Executable;
        using var process = Process.Start(start)!;
        var printed = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(
            """
            mean 2.5
            Python and [...]
            left 1
            System.InvalidOperationException: There are only 1 of tea.
            sold coffee, tea; tea left 1

            """,
            printed.ReplaceLineEndings("\n"));
    }
}
