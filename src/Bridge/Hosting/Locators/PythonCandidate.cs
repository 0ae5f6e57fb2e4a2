namespace Bridge.Hosting.Locators;

/// <summary>A place where a Python may be.</summary>
/// <param name="Path">The executable.</param>
/// <param name="Arguments">What the launcher needs before the interpreter's own arguments.</param>
/// <param name="Source">The way it was found.</param>
internal readonly record struct PythonCandidate(string Path, IReadOnlyList<string> Arguments, string Source);
