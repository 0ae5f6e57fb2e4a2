using System.Runtime.CompilerServices;

namespace Bridge.Build;

/// <summary>Where things are.</summary>
public static class Folders
{
    public static string Root { get; } = FindRoot();

    public static string Artifacts { get; } = Path.Combine(Root, "artifacts");

    public static string Packages { get; } = Path.Combine(Artifacts, "packages");

    public static string TestResults { get; } = Path.Combine(Artifacts, "test-results");

    /// <summary>The built command line tool.</summary>
    public static string Tool { get; } = Path.Combine(
        Root, "src", "Bridge.Cli", "bin", "Release", "net10.0",
        OperatingSystem.IsWindows() ? "dotnet-bridge.exe" : "dotnet-bridge");

    /// <summary>The built .NET side of the tests in Python.</summary>
    public static string TestPeer { get; } = Path.Combine(
        Root, "tests", "dotnet", "Bridge.TestPeer", "bin", "Release", "net10.0", "Bridge.TestPeer.dll");

    public static void Empty(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
    }

    public static IEnumerable<string> Find(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories) : [];

    private static string FindRoot([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, ".."));
}
