using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Bridge.Smoke;

/// <summary>What is in the wheel and in the sdist.</summary>
internal static partial class PythonContents
{
    public static void Check(Checks checks, string folder, string version)
    {
        var wheel = Path.Combine(folder, $"dotnet_bridge-{version}-py3-none-any.whl");
        var sdist = Path.Combine(folder, $"dotnet_bridge-{version}.tar.gz");
        checks.Add("contents of the wheel", !File.Exists(wheel)
            ? $"{wheel} is missing; run 'pip install build hatchling' and 'dotnet run build.cs -- pack'"
            : DescribeWheel(wheel, version));
        checks.Add("contents of the sdist", !File.Exists(sdist) ? $"{sdist} is missing" : DescribeSdist(sdist));
    }

    private static string? DescribeWheel(string file, string version)
    {
        using var wheel = ZipFile.OpenRead(file);
        var names = wheel.Entries.Select(entry => entry.FullName).ToArray();
        var info = $"dotnet_bridge-{version}.dist-info/";
        var metadata = Archives.ReadText(wheel, info + "METADATA");
        string[] lines =
        [
            "Name: dotnet-bridge", $"Version: {version}", "License-Expression: MIT", "Requires-Python: >=3.9",
            "Classifier: Typing :: Typed", "Description-Content-Type: text/markdown", "# dotnet-bridge",
        ];
        var missing = Array.Find(lines, line => !metadata.Contains(line + "\n", StringComparison.Ordinal));
        return missing is not null ? $"METADATA lacks '{missing}'"
            : metadata.Split('\n').Any(line => line.StartsWith("Requires-Dist:", StringComparison.Ordinal)
                && !line.Contains("extra == 'clr'", StringComparison.Ordinal)) ? "it depends on something"
            : !names.Contains("dotnet_bridge/py.typed") ? "no py.typed"
            : !names.Contains(info + "licenses/LICENSE") ? "no license"
            : names.FirstOrDefault(name => !WheelFile().IsMatch(name)) is { } stray ? $"stray file {stray}"
            : !names.Contains("dotnet_bridge/_host/Bridge.WorkerHost.dll")
                || !names.Contains("dotnet_bridge/_host/Bridge.WorkerHost.runtimeconfig.json")
                ? "it does not carry Bridge.WorkerHost"
            : null;
    }

    private static string? DescribeSdist(string file)
    {
        using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var tar = new TarReader(stream);
        var names = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name[(entry.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        }

        return new[] { "LICENSE", "PKG-INFO", "pyproject.toml", "python/README.md", "python/dotnet_bridge/py.typed" }
                .FirstOrDefault(name => !names.Contains(name)) is { } missing ? $"no {missing}"
            : names.FirstOrDefault(name => !SdistFile().IsMatch(name)) is { } stray ? $"stray file {stray}"
            : null;
    }

    [GeneratedRegex(@"^dotnet_bridge(/([^/]*\.py|py\.typed|_host/[^/]*\.(dll|json))|-.*\.dist-info/(METADATA|WHEEL|RECORD|entry_points\.txt|licenses/LICENSE))$")]
    private static partial Regex WheelFile();

    [GeneratedRegex(@"^(LICENSE|PKG-INFO|pyproject\.toml|\.gitignore|python/README\.md|python/dotnet_bridge/([^/]*\.py|py\.typed|_host/[^/]*\.(dll|json)))$")]
    private static partial Regex SdistFile();
}
