namespace Bridge.Hosting.Locators;

/// <summary>Interpreters on <c>PATH</c>: <c>python3</c> and <c>python</c> first, then the versioned names, newest first.</summary>
internal static class PathLocator
{
    private static readonly string[] Names =
        ["python3", "python", .. Enumerable.Range(0, 11).Select(i => $"python3.{19 - i}")];

    public static IEnumerable<PythonCandidate> Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return from name in Names
               from folder in folders
               let path = Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)
               where File.Exists(path)
               select new PythonCandidate(path, [], "PATH");
    }
}
