using System.CommandLine;
using Bridge.Cli.Errors;
using Bridge.Cli.Files;
using Bridge.Cli.Output;
using Bridge.Cli.Run;
using Bridge.Hosting;

namespace Bridge.Cli.Commands;

/// <summary><c>serve</c>: a genuine CPython manager in the foreground.</summary>
internal static class ServeCommand
{
    /// <summary>The command, ready to be parsed.</summary>
    public static Command Create(Terminal terminal)
    {
        var address = new Option<string?>("--address", "-a")
        {
            Description = "Where to listen: tcp://host:port (port 0: any free one), /path/to/socket or @name.",
            HelpName = "ADDRESS",
        };
        var register = new Option<string[]>("--register")
        {
            Description = "Call a Python function with the manager class, to register types; may be repeated.",
            HelpName = "MODULE:FUNCTION",
        };
        var authKeyFile = SharedOptions.AuthKeyFile();
        var python = SharedOptions.Python();
        var verbose = SharedOptions.Verbose();
        var command = new Command(
            "serve", "Runs a genuine CPython manager until Ctrl-C; prints one JSON line when it is ready.")
        {
            address, register, authKeyFile, python, verbose,
        };

        CommandAction.Set(command, terminal, verbose, (parsed, cancellationToken) =>
        {
            var options = new ManagerProcessOptions
            {
                Address = parsed.GetValue(address) is { } text ? ManagerSession.ParseAddress(text) : null,
                Register = parsed.GetValue(register) ?? [],
                Python = parsed.GetValue(python),
                Output = Relay.Until(terminal.Note, cancellationToken),
                LoggerFactory = VerboseLog.Create(parsed.GetValue(verbose), terminal.Note),
            };
            return RunAsync(options, parsed.GetValue(authKeyFile), terminal, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ManagerProcessOptions options, string? authKeyFile, Terminal terminal, CancellationToken cancellationToken)
    {
        var given = AuthKeySource.Find(authKeyFile);
        using var created = given is null ? KeyFile.Create() : null;
        var python = await PythonChoice.FindAsync(options.Python, cancellationToken);
        await using var process = await StartAsync(
            options with { AuthKey = given ?? created!.AuthKey, Python = python.Executable }, cancellationToken);

        terminal.Output.WriteLine(JsonText.Line(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("ready", true);
            json.WriteString("address", process.Address.ToString());
            json.WriteNumber("pid", process.ProcessId);
            json.WriteString("python", process.Python.Version.ToString());
            json.WriteString("authkey_file", created?.Path ?? authKeyFile);
            json.WriteEndObject();
        }));

        var exitCode = await process.Exited.WaitAsync(cancellationToken);
        throw CliException.Failed($"the manager ended by itself with exit code {exitCode}; start it again.");
    }

    // What keeps a manager from starting is the address or a function to register: the command line.
    private static async Task<ManagerProcess> StartAsync(
        ManagerProcessOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await ManagerProcess.StartAsync(options, cancellationToken);
        }
        catch (PythonProcessException e)
        {
            throw CliException.Usage(e.Message, e);
        }
    }
}
