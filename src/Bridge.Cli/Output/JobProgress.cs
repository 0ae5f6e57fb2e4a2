namespace Bridge.Cli.Output;

/// <summary>Chooses how progress is told: a bar in a window, plain lines elsewhere, nothing when quiet.</summary>
internal static class JobProgress
{
    /// <summary>Runs a job and tells how far it is until it ends.</summary>
    /// <param name="terminal">Where to tell it: its standard error.</param>
    /// <param name="noun">What is counted: rows, modules.</param>
    /// <param name="isQuiet">Whether to tell nothing.</param>
    /// <param name="body">The job.</param>
    public static async Task<T> RunAsync<T>(
        Terminal terminal, string noun, bool isQuiet, Func<IJobProgress, Task<T>> body)
    {
        if (isQuiet)
        {
            return await body(new QuietProgress(terminal));
        }

        if (terminal.IsInteractive)
        {
            return await BarProgress.RunAsync(terminal, noun, body);
        }

        using var plain = new PlainProgress(terminal, noun, TimeProvider.System);
        return await body(plain);
    }
}
