namespace Bridge.Cli.Errors;

/// <summary>What the tool tells the shell. The values are part of its interface.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>The job failed, or some of its rows did.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the input cannot be used as it is.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
