namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>A method of .NET told by its result what Python tells by an exception: <c>TryGetAsync</c> and <c>Empty</c>.</summary>
internal sealed class InsteadException(params string[] pythonClasses) : Exception
{
    /// <summary>The class of Python's exception, without its module; several where it depends on the version.</summary>
    public IReadOnlyList<string> PythonClasses => pythonClasses;
}
