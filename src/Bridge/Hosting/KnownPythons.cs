using System.Collections.Concurrent;
using Bridge.Hosting.Locators;

namespace Bridge.Hosting;

/// <summary>What interpreters have answered in this process: asking takes as long as a start of Python. Thread-safe.</summary>
/// <remarks>
/// Only of a program that says that it is the interpreter itself. A launcher, or a shim that looks at the current folder,
/// may run another one next time.
/// </remarks>
internal static class KnownPythons
{
    private static readonly ConcurrentDictionary<string, (Stamp Stamp, PythonInstallation Python)> Known = new();

    /// <summary>The answer, if the program is still the same file.</summary>
    public static PythonInstallation? Find(PythonCandidate candidate) =>
        Known.TryGetValue(candidate.Path, out var known) && known.Stamp == Stamp.Of(candidate.Path)
            ? known.Python with { Source = candidate.Source }
            : null;

    /// <summary>Remembers an answer.</summary>
    public static void Add(PythonCandidate candidate, PythonInstallation python)
    {
        if (candidate.Path == python.Executable && Stamp.Of(candidate.Path) is { } stamp)
        {
            Known[candidate.Path] = (stamp, python);
        }
    }

    // A virtual environment keeps its link, whatever that leads to later.
    private sealed record Stamp(string Target, DateTime Written, long Length, DateTime? Environment)
    {
        public static Stamp? Of(string path)
        {
            try
            {
                var link = new FileInfo(path);
                var file = link.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? link;
                var environment = new FileInfo(Path.Combine(Path.GetDirectoryName(path) ?? "", "..", "pyvenv.cfg"));
                return file.Exists
                    ? new Stamp(
                        file.FullName,
                        file.LastWriteTimeUtc,
                        file.Length,
                        environment.Exists ? environment.LastWriteTimeUtc : null)
                    : null;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
