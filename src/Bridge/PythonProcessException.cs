namespace Bridge;

/// <summary>A Python process could not start its work, or ended before its time.</summary>
public sealed class PythonProcessException : ChildProcessException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the process was to do, what happened, and what to do.</param>
    /// <param name="standardError">What it had written to standard error, or the Python traceback.</param>
    /// <param name="innerException">The operating system's error, when there is one.</param>
    public PythonProcessException(string message, string standardError = "", Exception? innerException = null)
        : base(message, standardError, innerException)
    {
    }
}
