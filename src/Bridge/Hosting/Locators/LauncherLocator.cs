namespace Bridge.Hosting.Locators;

/// <summary>The Windows launcher <c>py</c>, which knows the installed interpreters.</summary>
internal static class LauncherLocator
{
    public static IEnumerable<PythonCandidate> Find()
    {
        if (!OperatingSystem.IsWindows())
        {
            yield break;
        }

        var launcher = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.Windows), "py.exe");
        if (File.Exists(launcher))
        {
            yield return new PythonCandidate(launcher, ["-3"], "py");
        }
    }
}
