namespace Bridge;

/// <summary>The referent of a proxy is gone, or the server that had it was replaced by another.</summary>
/// <remarks>Nothing was done. The proxy is of no more use: create the object again, or get it again.</remarks>
public sealed class StaleProxyException : BridgeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which referent, the likely reason, and what to do.</param>
    /// <param name="ident">The ident of the referent.</param>
    /// <param name="innerException">What the server said, when it was asked.</param>
    public StaleProxyException(string message, string ident, Exception? innerException = null)
        : base(message, innerException) => Ident = ident;

    /// <summary>The ident of the referent that is gone.</summary>
    public string Ident { get; }
}
