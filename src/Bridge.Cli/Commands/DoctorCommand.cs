using System.CommandLine;
using Bridge.Cli.Doctor;
using Bridge.Cli.Errors;
using Bridge.Cli.Output;

namespace Bridge.Cli.Commands;

/// <summary><c>doctor</c>: what was found on this machine, what is missing and how to get it.</summary>
internal static class DoctorCommand
{
    /// <summary>The command, ready to be parsed.</summary>
    public static Command Create(Terminal terminal)
    {
        var json = SharedOptions.Json("Print one JSON object.");
        var verbose = SharedOptions.Verbose();
        var command = new Command("doctor", "Tells what was found on this machine, what is missing and how to get it.")
        {
            json, verbose,
        };

        CommandAction.Set(command, terminal, verbose, async (parsed, cancellationToken) =>
        {
            var report = await Checkup.RunAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(DoctorJson.Format(report));
            }
            else
            {
                DoctorTables.Write(terminal, report);
            }

            return report.IsHealthy ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
