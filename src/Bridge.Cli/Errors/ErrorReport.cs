using System.Text;

namespace Bridge.Cli.Errors;

/// <summary>Turns whatever ended a command into one sentence and an exit code.</summary>
internal static class ErrorReport
{
    /// <summary>The sentence for standard error, without the leading <c>bridge: </c>, and the exit code.</summary>
    public static (string Sentence, int ExitCode) Describe(Exception exception) => exception switch
    {
        CliException e => (OneLine(e.Message), e.Code),
        OperationCanceledException => ("interrupted; the processes of this command have ended.", ExitCode.Interrupted),
        BridgeException e => (OneLine(e.Message), ExitCode.Failed),
        PlatformNotSupportedException => (OneLine(exception.Message), ExitCode.Usage),
        UnauthorizedAccessException or IOException => (OneLine(exception.Message), ExitCode.Failed),
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        _ => ($"unexpected {exception.GetType().Name}: {OneLine(exception.Message)} "
            + "Run again with --verbose and report what it prints.", ExitCode.Failed),
    };

    /// <summary>Line ends become spaces, control characters go, so that a message stays one line of a log.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var character in text.Trim())
        {
            if (character is '\n' or '\r' or '\t' or ' ')
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (!char.IsControl(character))
            {
                line.Append(character);
            }
        }

        return line.ToString();
    }
}
