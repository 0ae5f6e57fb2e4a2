using System.Diagnostics;
using Bridge.TestUtilities;

namespace Bridge.PythonNet.Tests;

/// <summary>Runs these tests again, each time in a process of its own, for every other interpreter that can be embedded.</summary>
public sealed class OtherInterpreterTests(PythonFixture fixture)
{
    private const string Inner = "BRIDGE_TEST_INNER";

    /// <summary>Whether this is such a process.</summary>
    public static bool IsInner => Environment.GetEnvironmentVariable(Inner) is not null;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.Usable.Where(python => python.Version >= new Version(3, 10))];

    [Theory]
    [MemberData(nameof(Pythons))]
    public async Task All_tests_pass_on(TestPython python)
    {
        Assert.SkipWhen(IsInner, "This is the process for one interpreter.");
        Assert.SkipWhen(
            python.Version == Version.Parse(fixture.Python.Python.Version.ToString(2)), "This process itself tests this version.");
        try
        {
            await PythonLibrary.FindAsync(new EmbeddedPythonOptions { Python = python.Path }, Cancel);
        }
        catch (PythonNotFoundException e)
        {
            Assert.Skip(e.Message);
        }

        var start = new ProcessStartInfo("dotnet", [typeof(OtherInterpreterTests).Assembly.Location, "--progress", "off"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["BRIDGE_PYTHON"] = python.Path;
        start.Environment[Inner] = "1";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);

        Assert.True(process.ExitCode == 0, output);
        Assert.DoesNotContain("succeeded: 0", output, StringComparison.Ordinal);
    }
}
