using System.Text;

namespace Bridge.Testing;

/// <summary>A Python program of a test ended otherwise than it should; the message holds its traceback and output.</summary>
public sealed class PythonProgramException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="what">What happened, in one line.</param>
    /// <param name="result">What the program left.</param>
    public PythonProgramException(string what, PythonResult result)
        : base(Describe(what, result))
    {
        Result = result;
    }

    /// <summary>Exit code, output and traceback of the program.</summary>
    public PythonResult Result { get; }

    private static string Describe(string what, PythonResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder(what);
        if (result.Errors.Length > 0)
        {
            text.Append("\n\n").Append(result.Errors.TrimEnd());
        }

        if (result.Output.Length > 0)
        {
            text.Append("\n\n--- its output:\n").Append(result.Output.TrimEnd());
        }

        return text.ToString();
    }
}
