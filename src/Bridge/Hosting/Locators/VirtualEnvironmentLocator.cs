namespace Bridge.Hosting.Locators;

/// <summary>The active virtual environment, or a <c>.venv</c> in the current folder.</summary>
internal static class VirtualEnvironmentLocator
{
    public static IEnumerable<PythonCandidate> Find()
    {
        if (Environment.GetEnvironmentVariable("VIRTUAL_ENV") is { Length: > 0 } active)
        {
            yield return new PythonCandidate(InterpreterIn(active), [], "VIRTUAL_ENV");
        }

        var local = Path.Combine(Environment.CurrentDirectory, ".venv");
        if (Directory.Exists(local))
        {
            yield return new PythonCandidate(InterpreterIn(local), [], ".venv");
        }
    }

    private static string InterpreterIn(string folder) => OperatingSystem.IsWindows()
        ? Path.Combine(folder, "Scripts", "python.exe")
        : Path.Combine(folder, "bin", "python");
}
