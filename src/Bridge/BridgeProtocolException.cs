namespace Bridge;

/// <summary>The other side sent something that is not the manager protocol.</summary>
public sealed class BridgeProtocolException : BridgeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected, what came, and what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public BridgeProtocolException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
