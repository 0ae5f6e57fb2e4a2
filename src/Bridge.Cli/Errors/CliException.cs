namespace Bridge.Cli.Errors;

/// <summary>Ends a command with one sentence on standard error and an exit code.</summary>
internal sealed class CliException : Exception
{
    private CliException(string message, int exitCode, Exception? innerException)
        : base(message, innerException) => Code = exitCode;

    /// <summary>The exit code of the process; see <see cref="ExitCode"/>.</summary>
    public int Code { get; }

    /// <summary>The command line or the input cannot be used: exit code 2.</summary>
    public static CliException Usage(string message, Exception? innerException = null) =>
        new(message, ExitCode.Usage, innerException);

    /// <summary>The job cannot be finished: exit code 1.</summary>
    public static CliException Failed(string message, Exception? innerException = null) =>
        new(message, ExitCode.Failed, innerException);
}
