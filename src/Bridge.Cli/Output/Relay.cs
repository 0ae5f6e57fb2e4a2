namespace Bridge.Cli.Output;

/// <summary>Passes on what Python processes print.</summary>
internal static class Relay
{
    /// <summary>Lines go to <paramref name="note"/> until the command is canceled.</summary>
    /// <remarks>Ctrl-C reaches the Python processes as well; one that is just starting would answer with a traceback.</remarks>
    public static Action<string> Until(Action<string> note, CancellationToken canceled) => line =>
    {
        if (!canceled.IsCancellationRequested)
        {
            note(line);
        }
    };
}
