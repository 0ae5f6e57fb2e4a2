namespace Bridge;

/// <summary>The manager could not be reached, or the connection broke or timed out.</summary>
/// <remarks>When it comes out of a call, the outcome of the call is unknown: the server may have executed it.</remarks>
public sealed class BridgeConnectionException : BridgeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was tried, what happened, and what to do.</param>
    /// <param name="innerException">The operating system's error, when there is one.</param>
    public BridgeConnectionException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>True: a new attempt opens a new connection.</summary>
    public override bool IsTransient => true;
}
