namespace Bridge;

/// <summary>No usable Python was found.</summary>
public sealed class PythonNotFoundException : BridgeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Where it was looked for, what was found instead, and what to do.</param>
    public PythonNotFoundException(string message)
        : base(message)
    {
    }
}
