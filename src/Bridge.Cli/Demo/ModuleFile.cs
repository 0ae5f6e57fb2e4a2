namespace Bridge.Cli.Demo;

/// <summary>A Python module and its file.</summary>
/// <param name="Module">The name under which it is imported.</param>
/// <param name="Path">The file.</param>
internal sealed record ModuleFile(string Module, string Path)
{
    /// <summary>The row that the worker function gets.</summary>
    public Dictionary<string, string> ToRow() => new() { ["module"] = Module, ["path"] = Path };
}
