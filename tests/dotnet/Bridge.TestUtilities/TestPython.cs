namespace Bridge.TestUtilities;

/// <summary>One interpreter for the tests; prints as its version, which is what a test's name shows.</summary>
/// <param name="Path">The executable.</param>
/// <param name="Version">Major and minor version.</param>
public sealed record TestPython(string Path, Version Version)
{
    public override string ToString() => $"python{Version}";
}
