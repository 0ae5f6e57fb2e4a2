using System.Diagnostics;
using Bridge.Hosting;

namespace Bridge.Benchmarks.Calls;

/// <summary>The CPythons to measure: the oldest, the default and the newest of this machine.</summary>
internal static class BenchPythons
{
    private const string Question =
        "import sys; print('%d.%d.%d %s' % (sys.version_info[:3] + (sys.implementation.name,)))";

    private static readonly Version Oldest = new(3, 6);

    /// <summary>Executables; the default comes first, because some parts are measured on one only.</summary>
    /// <param name="given">What the command line names; then nothing is looked for.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(IReadOnlyList<string> given)
    {
        if (given.Count > 0)
        {
            return given;
        }

        var byDefault = await PythonLocator.FindAsync();
        var found = Candidates().Distinct().Where(File.Exists)
            .Select(path => (Path: path, Version: Ask(path)))
            .Where(python => python.Version >= Oldest)
            .OrderBy(python => python.Version)
            .ToList();
        return found.Count == 0
            ? [byDefault.Executable]
            : [.. new[] { (byDefault.Executable, byDefault.Version), found[0], found[^1] }
                .DistinctBy(python => (python.Item2!.Major, python.Item2.Minor)).Select(python => python.Item1)];
    }

    private static IEnumerable<string> Candidates()
    {
        var listed = Environment.GetEnvironmentVariable("BRIDGE_TEST_PYTHONS") ?? "";
        foreach (var path in listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return path;
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var pyenv = Environment.GetEnvironmentVariable("PYENV_ROOT") ?? Path.Combine(home, ".pyenv");
        var versions = Path.Combine(pyenv, "versions");
        foreach (var folder in Directory.Exists(versions) ? Directory.GetDirectories(versions) : [])
        {
            yield return Path.Combine(folder, "bin", "python");
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            foreach (var minor in Enumerable.Range(6, 12))
            {
                yield return Path.Combine(folder, $"python3.{minor}");
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
        var answer = process.StandardOutput.ReadToEnd().Trim().Split(' ');
        process.WaitForExit();
        return answer is [var version, "cpython"] ? Version.Parse(version) : null; // shims of pyenv may say nothing
    }
}
