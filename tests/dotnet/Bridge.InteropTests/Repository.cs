namespace Bridge.InteropTests;

/// <summary>The files of the repository that the tests run in.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>What these tests, and the programs they start, were built as.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";

    /// <summary>A page of docs/, with the line ends of Unix.</summary>
    public static string ReadDocument(string page) =>
        File.ReadAllText(Path.Combine(Root, "docs", page)).ReplaceLineEndings("\n");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Bridge.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run in the repository.");
        }

        return folder.FullName;
    }
}
