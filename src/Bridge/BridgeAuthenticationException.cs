namespace Bridge;

/// <summary>The two sides do not hold the same authkey, or have no digest in common.</summary>
public sealed class BridgeAuthenticationException : BridgeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which side refused, and what to do. Never contains the authkey.</param>
    public BridgeAuthenticationException(string message)
        : base(message)
    {
    }
}
