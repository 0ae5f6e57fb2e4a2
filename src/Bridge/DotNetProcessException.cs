namespace Bridge;

/// <summary>A .NET process could not start its work as a worker, or ended before its time.</summary>
public sealed class DotNetProcessException : ChildProcessException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the process was to do, what happened, and what to do.</param>
    /// <param name="standardError">What it had written to standard error, or the stack trace.</param>
    /// <param name="innerException">The operating system's error, when there is one.</param>
    public DotNetProcessException(string message, string standardError = "", Exception? innerException = null)
        : base(message, standardError, innerException)
    {
    }
}
