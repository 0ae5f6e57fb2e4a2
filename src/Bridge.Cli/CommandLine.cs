using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Bridge.Cli.Commands;
using Bridge.Cli.Errors;
using Bridge.Cli.Output;

namespace Bridge.Cli;

/// <summary>The command tree: parse, run, and turn what went wrong into a sentence.</summary>
internal static class CommandLine
{
    /// <summary>How long a command may tidy up after Ctrl-C before the process ends anyway.</summary>
    private static readonly TimeSpan TidyUpTime = TimeSpan.FromSeconds(8);

    /// <summary>Runs the tool with these arguments.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellationToken = default)
    {
        // "@name" is an abstract socket here, not a response file.
        var root = CreateRoot(terminal);
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            terminal.Say(Describe(parsed));
            return ExitCode.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TidyUpTime,
        };
        // A closed terminal is Ctrl-C by other means; the parser's package knows SIGINT and SIGTERM only.
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            interrupt.Cancel();
        });
        return await parsed.InvokeAsync(configuration, interrupt.Token);
    }

    /// <summary>The tool's commands.</summary>
    public static RootCommand CreateRoot(Terminal terminal) =>
        new("Rows through Python workers, over a genuine CPython multiprocessing manager.")
        {
            DemoCommand.Create(terminal),
            RunCommand.Create(terminal),
            ServeCommand.Create(terminal),
            InspectCommand.Create(terminal),
            TopCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            BenchCommand.Create(terminal),
            PickleCommand.Create(terminal),
        };

    private static string Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? "dotnet-bridge" : $"dotnet-bridge {command.Name}";
        var problem = parsed.UnmatchedTokens is [var unknown, ..]
            ? $"there is no command, option or argument '{unknown}' here"
            : ErrorReport.OneLine(parsed.Errors[0].Message).TrimEnd('.');
        return $"{problem}; see '{name} --help'.";
    }
}
