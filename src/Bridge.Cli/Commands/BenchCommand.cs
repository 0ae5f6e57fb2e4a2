using System.CommandLine;
using Bridge.Cli.Bench;
using Bridge.Cli.Errors;
using Bridge.Cli.Output;
using Bridge.Cli.Run;

namespace Bridge.Cli.Commands;

/// <summary><c>bench</c>: calls on a stock manager on this machine, side by side with Python's own client.</summary>
internal static class BenchCommand
{
    /// <summary>The command, ready to be parsed.</summary>
    public static Command Create(Terminal terminal)
    {
        var python = SharedOptions.Python();
        var json = SharedOptions.Json("Print one JSON object.");
        var quiet = SharedOptions.Quiet();
        var verbose = SharedOptions.Verbose();
        var seconds = new Option<double>("--seconds") { Hidden = true, DefaultValueFactory = _ => QuickBench.Seconds };
        var command = new Command(
            "bench", "Measures calls on a manager on this machine, side by side with Python's own client.")
        {
            python, json, quiet, verbose, seconds,
        };

        CommandAction.Set(command, terminal, verbose, async (parsed, cancellationToken) =>
        {
            var found = await PythonChoice.FindAsync(parsed.GetValue(python), cancellationToken);
            var isQuiet = parsed.GetValue(quiet);
            var lines = await QuickBench.RunAsync(
                found.Executable,
                TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                (transport, round) =>
                {
                    if (!isQuiet)
                    {
                        terminal.Say(round == 0 ? $"{transport}: warm" : $"{transport}: round {round} of {QuickBench.Rounds}");
                    }
                },
                cancellationToken);
            var report = new QuickBenchReport(found, lines);
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(report.ToJson());
            }
            else
            {
                report.Write(terminal);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
