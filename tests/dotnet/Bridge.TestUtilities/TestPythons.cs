using System.Diagnostics;

namespace Bridge.TestUtilities;

/// <summary>
/// The CPythons that the tests run against: what <c>BRIDGE_TEST_PYTHONS</c> lists, pyenv's, and <c>python3.X</c> on
/// <c>PATH</c>; one for each minor version.
/// </summary>
public static class TestPythons
{
    private const string Question =
        "import sys; print('%d.%d %s' % (sys.version_info[0], sys.version_info[1], sys.implementation.name))";

    /// <summary>Every version found, oldest first.</summary>
    public static IReadOnlyList<TestPython> All { get; } = [.. Find().DistinctBy(p => p.Version).OrderBy(p => p.Version)];

    /// <summary>Those on which the Python half of Bridge runs.</summary>
    public static IReadOnlyList<TestPython> Usable { get; } = [.. All.Where(p => p.Version >= new Version(3, 9))];

    /// <summary>The oldest and the newest of <see cref="Usable"/>.</summary>
    public static IReadOnlyList<TestPython> Ends { get; } = [.. new[] { Usable[0], Usable[^1] }.Distinct()];

    private static IEnumerable<TestPython> Find()
    {
        var found = new HashSet<Version>();
        foreach (var path in Candidates().Distinct().Where(File.Exists))
        {
            // A second one of a version is not taken, so there is no need to ask it; the shims of pyenv are slow to answer.
            if (Version.TryParse(Path.GetFileName(path).Replace("python", "", StringComparison.Ordinal), out var told)
                && found.Contains(told))
            {
                continue;
            }

            if (Ask(path) is { } version && version >= new Version(3, 6))
            {
                found.Add(version);
                yield return new TestPython(path, version);
            }
        }
    }

    private static IEnumerable<string> Candidates()
    {
        var listed = Environment.GetEnvironmentVariable("BRIDGE_TEST_PYTHONS") ?? "";
        foreach (var path in listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return path;
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var pyenv = Path.Combine(Environment.GetEnvironmentVariable("PYENV_ROOT") ?? Path.Combine(home, ".pyenv"), "versions");
        if (Directory.Exists(pyenv))
        {
            foreach (var folder in Directory.EnumerateDirectories(pyenv))
            {
                yield return Path.Combine(folder, "bin", "python");
            }
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        foreach (var name in (string[])["python3", .. Enumerable.Range(6, 12).Select(minor => $"python3.{minor}"), "python.exe"])
        {
            foreach (var folder in folders)
            {
                yield return Path.Combine(folder, name);
            }
        }
    }

    private static Version? Ask(string path)
    {
        using var process = Process.Start(new ProcessStartInfo(path, ["-S", "-c", Question])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var answer = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
        process.WaitForExit();
        return answer is [var version, "cpython"] ? Version.Parse(version) : null; // a shim without its Python says nothing
    }
}
