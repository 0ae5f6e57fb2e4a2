namespace Bridge;

/// <summary>A process that was to be a manager or a worker could not start its work, or ended before its time.</summary>
public abstract class ChildProcessException : BridgeException
{
    private protected ChildProcessException(string message, string standardError, Exception? innerException)
        : base(message, innerException) => StandardError = standardError;

    /// <summary>What the process had written to standard error, or its traceback; may be empty.</summary>
    public string StandardError { get; }

    /// <summary>Whether the process was gone before it said a word about why: killed, most likely.</summary>
    internal bool EndedSilently { get; init; }
}
