namespace Bridge.InteropTests.Pickle;

/// <summary>A line of the table in docs/types.md.</summary>
/// <param name="Example">A Python expression.</param>
/// <param name="DotNet">The .NET type of its value, as in C#.</param>
/// <param name="PythonType">What it is when it goes back.</param>
/// <param name="Needs">The oldest Python that has it; null when every one does.</param>
internal sealed record TypesDocumentRow(string Example, string DotNet, string PythonType, Version? Needs)
{
    /// <summary>Whether it needs numpy.</summary>
    public bool IsNumpy => Example.StartsWith("numpy.", StringComparison.Ordinal);
}
