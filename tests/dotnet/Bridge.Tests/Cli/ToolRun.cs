using Bridge.Cli;
using Bridge.Cli.Output;

namespace Bridge.Tests.Cli;

/// <summary>A run of the tool inside the test's own process.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs the tool to its end.</summary>
    public static async Task<ToolRun> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        using var terminal = new Terminal(output, error, isInteractive: false);
        var exitCode = await CommandLine.RunAsync(arguments, terminal, TestContext.Current.CancellationToken);
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }
}
