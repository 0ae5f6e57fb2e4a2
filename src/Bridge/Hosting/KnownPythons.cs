using System.Collections.Concurrent;
using Bridge.Hosting.Locators;

namespace Bridge.Hosting;

/// <summary>What interpreters have answered in this process: asking takes a start of Python. Thread-safe.</summary>
/// <remarks>
/// Only of a program that says that it is the interpreter itself: a shim that looks at the current folder may run another
/// one next time. So may <c>python.exe</c> of a virtual environment on Windows, which only says so.
/// </remarks>
internal static class KnownPythons
{
    // Of the whole process, as the files are: managers and pools are started by whoever likes to.
    private static readonly ConcurrentDictionary<string, (PythonFile File, PythonInstallation Python)> Known = new();

    /// <summary>The answer, if the program is still the same file.</summary>
    public static PythonInstallation? Find(PythonCandidate candidate, PythonFile? file) =>
        file is not null && Known.TryGetValue(candidate.Path, out var known) && known.File == file
            ? known.Python with { Source = candidate.Source }
            : null;

    /// <summary>Remembers what a file has answered.</summary>
    public static void Add(PythonCandidate candidate, PythonFile? file, PythonInstallation python)
    {
        if (file is not null && candidate.Path == python.Executable
            && !(OperatingSystem.IsWindows() && file.EnvironmentWritten is not null))
        {
            Known[candidate.Path] = (file, python);
        }
    }
}
