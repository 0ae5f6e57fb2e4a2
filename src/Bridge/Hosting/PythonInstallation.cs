namespace Bridge.Hosting;

/// <summary>One Python that was found and answered.</summary>
/// <param name="Executable">The full path of the interpreter, as it reports it itself.</param>
/// <param name="Version">Its version.</param>
/// <param name="Implementation">Its name: <c>cpython</c>, <c>pypy</c>…</param>
/// <param name="Source">Where it was found: <c>BRIDGE_PYTHON</c>, <c>VIRTUAL_ENV</c>, <c>.venv</c>, <c>PATH</c>, <c>py</c>.</param>
public sealed record PythonInstallation(string Executable, Version Version, string Implementation, string Source)
{
    /// <summary>The oldest Python that the Python half of Bridge runs on: 3.9.</summary>
    public static Version MinimumVersion { get; } = new(3, 9);

    /// <summary>Its <c>sys.prefix</c>: the same for the many names and links of one installation.</summary>
    internal string Prefix { get; init; } = "";

    /// <summary>Whether Bridge can start managers and workers with it.</summary>
    public bool IsUsable => Version >= MinimumVersion && Implementation == "cpython";
}
