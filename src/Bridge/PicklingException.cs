namespace Bridge;

/// <summary>A .NET value has no Python equivalent, or exceeds a limit. Nothing was sent.</summary>
public sealed class PicklingException : BridgeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which type or limit, and what can be used instead.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public PicklingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
