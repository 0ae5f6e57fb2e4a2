namespace Bridge.Cli.Doctor;

/// <summary>A Python that was found.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Path">The executable.</param>
/// <param name="Source">How it was found.</param>
/// <param name="IsUsable">Whether managers and workers run with it.</param>
/// <param name="Advice">Why not, and what to do; null when they do.</param>
internal sealed record PythonFinding(string Version, string Path, string Source, bool IsUsable, string? Advice);
