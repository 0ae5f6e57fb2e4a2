namespace Bridge.TestUtilities;

/// <summary>The pickles that tests/data/pickles/make_pickles.py wrote on real CPythons.</summary>
public static class GoldenPickles
{
    public static IEnumerable<string> Versions => ["3.6", "3.8", "3.11", "3.13", "3.14"];

    /// <summary>Name, pickle and canonical JSON of each.</summary>
    public static IEnumerable<(string Name, byte[] Pickle, string Json)> Of(string version)
    {
        foreach (var line in File.ReadLines(Path.Combine(Folder(), $"cpython-{version}.txt")))
        {
            var parts = line.Split('\t');
            yield return ($"{parts[0]}, pickle protocol {parts[1]}", Convert.FromHexString(parts[2]), parts[3]);
        }
    }

    /// <summary>Those of every version, and what CPython 3.14 and numpy write for the types of libraries.</summary>
    public static IEnumerable<byte[]> All() => Versions.SelectMany(Of).Select(golden => golden.Pickle).Concat(Extra());

    private static IEnumerable<byte[]> Extra() => File.ReadLines(Path.Combine(Folder(), "extra.txt"))
        .Select(line => Convert.FromHexString(line.AsSpan(line.IndexOf('\t', StringComparison.Ordinal) + 1)));

    private static string Folder()
    {
        foreach (var start in (string[])[AppContext.BaseDirectory, Environment.CurrentDirectory])
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var data = Path.Combine(folder.FullName, "tests", "data", "pickles");
                if (Directory.Exists(data))
                {
                    return data;
                }
            }
        }

        throw new DirectoryNotFoundException("tests/data/pickles is not above the test assembly; run from the repository.");
    }
}
