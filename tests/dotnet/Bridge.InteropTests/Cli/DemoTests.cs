using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Bridge.InteropTests.Cli;

public sealed class DemoTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 240_000)]
    public async Task Demo_writes_what_a_plain_python_script_computes()
    {
        var result = await Tool.RunAsync(_folder.Path, "demo");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(await RunPlainSurveyAsync(), _folder.Read("stdlib-survey.csv"));
        Assert.Contains("modules", result.Output, StringComparison.Ordinal);
    }

    private async Task<string> RunPlainSurveyAsync()
    {
        var doctor = await Tool.RunAsync(_folder.Path, "doctor", "--json");
        var python = JsonDocument.Parse(doctor.Output).RootElement.GetProperty("pythons").EnumerateArray()
            .First(item => item.GetProperty("usable").GetBoolean()).GetProperty("path").GetString()!;
        using var process = Process.Start(new ProcessStartInfo(python, [FindScript()]) { RedirectStandardOutput = true })!;
        return await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static string FindScript([CallerFilePath] string thisFile = "") => Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "..", "samples", "python", "plain_survey.py"));
}
