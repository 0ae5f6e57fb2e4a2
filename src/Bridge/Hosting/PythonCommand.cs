using System.Diagnostics;

namespace Bridge.Hosting;

/// <summary>The Python half: <c>python -m dotnet_bridge serve</c> or <c>worker</c>.</summary>
/// <param name="Python">The interpreter.</param>
/// <param name="Name">The command.</param>
internal sealed record PythonCommand(PythonInstallation Python, string Name) : ChildCommand(
    Python.Executable,
    ["-m", "dotnet_bridge", Name],
    "look at what its code does on import and at the start")
{
    public override bool MayPrintFirst => false;

    public override void Prepare(ProcessStartInfo info)
    {
        var existing = Environment.GetEnvironmentVariable("PYTHONPATH");
        info.Environment["PYTHONPATH"] = string.IsNullOrEmpty(existing)
            ? EmbeddedPackage.Provide()
            : EmbeddedPackage.Provide() + Path.PathSeparator + existing;
    }

    public override ChildProcessException Failure(
        string message, string standardError, Exception? cause = null, bool endedSilently = false) =>
        new PythonProcessException(message, standardError, cause) { EndedSilently = endedSilently };
}
