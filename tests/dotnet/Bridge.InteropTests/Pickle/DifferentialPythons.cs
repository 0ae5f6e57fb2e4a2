using Bridge.Hosting;

namespace Bridge.InteropTests.Pickle;

/// <summary>The Pythons that the codec is compared with: the oldest, the default and the newest found.</summary>
internal static class DifferentialPythons
{
    /// <summary>Oldest first.</summary>
    public static IReadOnlyList<TestPython> All { get; } =
        [.. new[] { TestPythons.All[0], Default(), TestPythons.All[^1] }.DistinctBy(python => python.Version)];

    /// <summary>The newest.</summary>
    public static TestPython Newest => All[^1];

    /// <summary>Each with each pickle protocol from a lowest one to its highest.</summary>
    public static TheoryData<TestPython, int> WithProtocols(int lowest)
    {
        var rows = new TheoryData<TestPython, int>();
        foreach (var python in All)
        {
            for (var protocol = lowest; protocol <= HighestProtocol(python); protocol++)
            {
                rows.Add(python, protocol);
            }
        }

        return rows;
    }

    /// <summary>The highest pickle protocol of a Python: 5 since 3.8.</summary>
    public static int HighestProtocol(TestPython python) => python.Version >= new Version(3, 8) ? 5 : 4;

    // What a program gets that names none.
    private static TestPython Default()
    {
        var found = PythonLocator.FindAsync().GetAwaiter().GetResult();
        var version = new Version(found.Version.Major, found.Version.Minor);
        return TestPythons.All.FirstOrDefault(python => python.Version == version)
            ?? new TestPython(found.Executable, version);
    }
}
