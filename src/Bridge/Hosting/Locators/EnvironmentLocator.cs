namespace Bridge.Hosting.Locators;

/// <summary>The Python that the variable <c>BRIDGE_PYTHON</c> names.</summary>
internal static class EnvironmentLocator
{
    public const string Variable = "BRIDGE_PYTHON";

    public static IEnumerable<PythonCandidate> Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
        {
            yield return new PythonCandidate(path, [], Variable);
        }
    }
}
