using System.CommandLine;
using Bridge.Cli.Errors;
using Bridge.Cli.Output;

namespace Bridge.Cli.Commands;

/// <summary>Runs a command's body; every exception becomes one sentence and an exit code.</summary>
internal static class CommandAction
{
    /// <summary>Makes <paramref name="body"/> the action of <paramref name="command"/>.</summary>
    public static void Set(
        Command command,
        Terminal terminal,
        Option<bool> verbose,
        Func<ParseResult, CancellationToken, Task<int>> body)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await body(parsed, cancellationToken);
            }
#pragma warning disable CA1031 // The outermost frame: whatever it is, the user gets one sentence.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                var cause = cancellationToken.IsCancellationRequested && exception is not CliException
                    ? new OperationCanceledException("canceled", exception)
                    : exception;
                var (sentence, exitCode) = ErrorReport.Describe(cause);
                terminal.Say(sentence);
                if (parsed.GetValue(verbose))
                {
                    terminal.Note(exception.ToString());
                }

                return exitCode;
            }
        });
    }
}
