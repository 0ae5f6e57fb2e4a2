namespace Bridge.Cli.Output;

/// <summary>Tells a person how far a job is. Thread-safe.</summary>
internal interface IJobProgress
{
    /// <summary>Says how far the job is now.</summary>
    /// <param name="done">Finished rows, failed ones included.</param>
    /// <param name="failed">Failed rows among them.</param>
    /// <param name="fraction">Finished part of the whole, from 0 to 1; null when the whole is not known.</param>
    void Report(long done, long failed, double? fraction);

    /// <summary>Shows one line of text besides the progress.</summary>
    void Note(string line);
}
