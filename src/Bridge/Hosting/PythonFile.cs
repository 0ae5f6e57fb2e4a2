namespace Bridge.Hosting;

/// <summary>By what a program is known again: a virtual environment keeps its link, whatever that leads to.</summary>
/// <param name="Target">The file that the path leads to.</param>
/// <param name="Written">When that was written.</param>
/// <param name="Length">Its length.</param>
/// <param name="EnvironmentWritten">When the virtual environment was written; null when it is in none.</param>
internal sealed record PythonFile(string Target, DateTime Written, long Length, DateTime? EnvironmentWritten)
{
    /// <summary>The file of a path; null when there is none that can be looked at.</summary>
    public static PythonFile? Of(string path)
    {
        try
        {
            var link = new FileInfo(path);
            var file = link.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? link;
            var environment = new FileInfo(Path.Combine(Path.GetDirectoryName(path) ?? "", "..", "pyvenv.cfg"));
            return file.Exists
                ? new PythonFile(
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
