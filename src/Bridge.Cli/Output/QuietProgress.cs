namespace Bridge.Cli.Output;

/// <summary>Shows nothing but what the workers print.</summary>
internal sealed class QuietProgress(Terminal terminal) : IJobProgress
{
    /// <inheritdoc/>
    public void Report(long done, long failed, double? fraction)
    {
        // Quiet: that is the point.
    }

    /// <inheritdoc/>
    public void Note(string line) => terminal.Note(line);
}
