using System.CommandLine;
using Bridge.Cli.Output;
using Bridge.Cli.Pickles;

namespace Bridge.Cli.Commands;

/// <summary><c>pickle FILE…</c>: what is in a pickle, without running it.</summary>
internal static class PickleCommand
{
    /// <summary>The command, ready to be parsed.</summary>
    public static Command Create(Terminal terminal)
    {
        var options = new PickleCommandOptions();
        var command = new Command("pickle", "Prints what is in pickle files. Nothing in them is ever run.");
        options.AddTo(command);
        CommandAction.Set(command, terminal, options.Verbose, (parsed, cancellationToken) =>
            new PickleTool(options.Read(parsed), terminal).RunAsync(cancellationToken));
        return command;
    }
}
