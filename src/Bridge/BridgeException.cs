namespace Bridge;

/// <summary>Base of everything that Bridge itself throws; misuse throws the CLR's own exceptions.</summary>
/// <remarks>The tree is drawn in <c>docs/errors.md</c>.</remarks>
public abstract class BridgeException : Exception
{
    private protected BridgeException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the same call may succeed when it is tried again later.</summary>
    /// <value>False unless the type says otherwise.</value>
    public virtual bool IsTransient => false;
}
