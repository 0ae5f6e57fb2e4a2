namespace Bridge;

/// <summary>The bytes are no pickle, use an opcode that is refused, or exceed a limit.</summary>
public sealed class UnpicklingException : BridgeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected, what came, and what to do.</param>
    /// <param name="offset">Where in the pickle, in bytes from its start; -1 when unknown.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public UnpicklingException(string message, long offset = -1, Exception? innerException = null)
        : base(message, innerException) => Offset = offset;

    /// <summary>Where in the pickle, in bytes from its start; -1 when unknown.</summary>
    public long Offset { get; }
}
