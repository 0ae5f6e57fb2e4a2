namespace Bridge.Testing;

/// <summary>How a Python program ended.</summary>
/// <param name="ExitCode">Its exit code; on Unix 128 and the number of the signal that killed it.</param>
/// <param name="Output">What it printed; lines end with <c>\n</c> on every system.</param>
/// <param name="Errors">What it wrote to standard error, a traceback, say.</param>
public sealed record PythonResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines of <see cref="Output"/>.</summary>
    public IReadOnlyList<string> Lines => Output.Length == 0 ? [] : Output.TrimEnd('\n').Split('\n');
}
