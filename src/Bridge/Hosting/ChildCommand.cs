using System.Diagnostics;

namespace Bridge.Hosting;

/// <summary>A program that can be a child of ours, and how it is told about.</summary>
/// <param name="Program">What to run.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Hint">What to do when it ends without a word, for the end of a sentence.</param>
internal abstract record ChildCommand(string Program, IReadOnlyList<string> Arguments, string Hint)
{
    /// <summary>Whether it may print lines of its own before its report.</summary>
    public abstract bool MayPrintFirst { get; }

    /// <summary>Fills in what belongs to this kind of program.</summary>
    public virtual void Prepare(ProcessStartInfo info)
    {
    }

    /// <summary>The exception of this kind of program.</summary>
    public abstract ChildProcessException Failure(
        string message, string standardError, Exception? cause = null, bool endedSilently = false);
}
