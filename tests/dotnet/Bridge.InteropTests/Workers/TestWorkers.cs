namespace Bridge.InteropTests.Workers;

/// <summary>The built <c>Bridge.TestWorkers</c>: methods that the host loads, and a program of its own.</summary>
internal static class TestWorkers
{
    /// <summary>The assembly, of the same configuration as these tests.</summary>
    public static string Path { get; } =
        TestPeer.Path.Replace("Bridge.TestPeer", "Bridge.TestWorkers", StringComparison.Ordinal);

    /// <summary>One of the functions of its class <c>Rows</c>.</summary>
    public static string Rows(string method) => $"{Path}:Bridge.TestWorkers.Rows.{method}";
}
