using System.Diagnostics;

namespace Bridge.InteropTests.Pickle;

/// <summary>A Python that imports numpy, by itself or from a folder that <c>BRIDGE_TEST_NUMPY</c> lists.</summary>
/// <param name="Python">The Python.</param>
/// <param name="Folder">What goes before its <c>sys.path</c>; empty for nothing.</param>
/// <param name="Version">The version of numpy.</param>
public sealed record NumpyPython(TestPython Python, string Folder, string Version)
{
    private static readonly Lazy<IReadOnlyList<NumpyPython>> Found = new(() => [.. Find()]);

    /// <summary>One for each version of numpy.</summary>
    public static IReadOnlyList<NumpyPython> All => Found.Value;

    /// <summary>The newest numpy 1 or 2; skips the test when there is none.</summary>
    public static NumpyPython OfMajor(int major)
    {
        var prefix = major + ".";
        var found = All.LastOrDefault(numpy => numpy.Version.StartsWith(prefix, StringComparison.Ordinal));
        Assert.SkipWhen(
            found is null,
            $"No Python here imports numpy {major}. Install it, or list folders that have it "
            + "(made by pip install --target) in BRIDGE_TEST_NUMPY.");
        return found!;
    }

    /// <summary>Starts a program that has <c>np</c>, and takes warnings for errors.</summary>
    public PythonScript Start(string code, params string[] arguments) => PythonScript.Start(
        Python.Path,
        $"import sys; sys.path[:0] = [p for p in [sys.argv.pop(1)] if p]\nimport warnings; warnings.simplefilter('error')\n"
            + "import pickle, numpy as np\n" + code,
        [Folder, .. arguments]);

    public override string ToString() => $"numpy {Version} on {Python}";

    private static IEnumerable<NumpyPython> Find()
    {
        var listed = Environment.GetEnvironmentVariable("BRIDGE_TEST_NUMPY") ?? "";
        string[] folders = ["", .. listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
        return
        [
            .. from python in TestPythons.All
               from folder in folders
               let version = Ask(python, folder)
               where version.Length > 0
               group new NumpyPython(python, folder, version) by version into same
               select same.First(),
        ];
    }

    private static string Ask(TestPython python, string folder)
    {
        const string Question =
            "import sys; sys.path[:0] = [p for p in sys.argv[1:] if p]\nimport numpy; print(numpy.__version__)";
        using var process = Process.Start(new ProcessStartInfo(python.Path, ["-c", Question, folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var answer = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? answer : "";
    }
}
