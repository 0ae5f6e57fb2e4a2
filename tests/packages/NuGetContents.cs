using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Bridge.Smoke;

/// <summary>What is in the packages of NuGet.</summary>
internal static partial class NuGetContents
{
    private const int IconSize = 128;

    private const string WorkerHost = "DotNetBridge.WorkerHost";

    /// <summary>Without one of these the worker host does not start, or not in every case.</summary>
    private static readonly string[] HostFiles =
    [
        "lib/net10.0/_._",
        "buildTransitive/DotNetBridge.WorkerHost.targets",
        "tools/net10.0/Bridge.WorkerHost.dll",
        "tools/net10.0/Bridge.WorkerHost.deps.json",
        "tools/net10.0/Bridge.WorkerHost.runtimeconfig.json",
        "tools/net10.0/Bridge.dll",
        "tools/net10.0/Microsoft.Extensions.DependencyInjection.Abstractions.dll",
        "tools/net10.0/Microsoft.Extensions.Logging.Abstractions.dll",
    ];

    public static void Check(Checks checks, string folder, string version)
    {
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.nupkg") : [];
        foreach (var required in new[] { "DotNetBridge", "DotNetBridge.Cli", WorkerHost })
        {
            checks.Add($"{required} {version} is there", files.Any(file => Path.GetFileName(file) == $"{required}.{version}.nupkg")
                ? null : $"not in {folder}; run 'dotnet run build.cs -- pack' first");
        }

        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            using var package = ZipFile.OpenRead(file);
            checks.Add($"contents of {Path.GetFileName(file)}", DescribeNuGet(package, version) ?? DescribeSymbols(file));
        }
    }

    private static string? DescribeNuGet(ZipArchive package, string version)
    {
        var names = package.Entries.Select(entry => entry.FullName).ToArray();
        var nuspec = XDocument.Parse(Archives.ReadText(package, names.Single(name => name.EndsWith(".nuspec", StringComparison.Ordinal))));
        string? Value(string name) => nuspec.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

        var id = Value("id");
        var isTool = names.Any(name => name.EndsWith("DotnetToolSettings.xml", StringComparison.Ordinal));
        var stray = names.FirstOrDefault(name => !(isTool ? ToolFile() : id == WorkerHost ? HostFile() : LibraryFile()).IsMatch(name));
        return Value("version") != version ? $"its version is {Value("version")}"
            : Value("license") != "MIT" ? "its license is not MIT"
            : Value("readme") != "README.md" || !names.Contains("README.md") ? "no readme"
            : !Archives.ReadText(package, "README.md").StartsWith($"# {id}\n", StringComparison.Ordinal) ? "its readme is of another package"
            : Value("icon") != "icon.png" || !names.Contains("icon.png") ? "no icon"
            : Archives.PngSize(package, "icon.png") != (IconSize, IconSize) ? "its icon has another size"
            : string.IsNullOrEmpty(Value("description")) || Value("description") == "Package Description" ? "no description"
            : string.IsNullOrEmpty(Value("tags")) ? "no tags"
            : string.IsNullOrEmpty(Value("authors")) ? "no authors"
            : Value("repository") is not null ? "it names a repository that has no address"
            : stray is not null ? $"stray file {stray}"
            : isTool ? DescribeTool(names)
            : id == WorkerHost ? DescribeHost(names, nuspec, version)
            : names.Any(name => name.StartsWith("lib/net10.0/", StringComparison.Ordinal) && name.EndsWith(".xml", StringComparison.Ordinal))
                ? null : "no documentation";
    }

    private static string? DescribeTool(string[] names) =>
        names.Any(name => name.EndsWith("/Bridge.WorkerHost.runtimeconfig.json", StringComparison.Ordinal))
            ? null : "the tool does not carry Bridge.WorkerHost";

    private static string? DescribeHost(string[] names, XDocument nuspec, string version)
    {
        var dependencies = nuspec.Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => $"{element.Attribute("id")?.Value} {element.Attribute("version")?.Value}");
        var all = string.Join(", ", dependencies);
        return Array.Find(HostFiles, name => !names.Contains(name)) is { } missing ? $"no {missing}"
            : all != $"DotNetBridge [{version}]" ? $"it depends on '{all}', not on DotNetBridge of exactly this version"
            : null;
    }

    private static string? DescribeSymbols(string file)
    {
        var symbols = Path.ChangeExtension(file, ".snupkg");
        if (!File.Exists(symbols))
        {
            return "no symbols beside it";
        }

        using var package = ZipFile.OpenRead(symbols);
        return package.Entries.Any(entry => entry.FullName.EndsWith(".pdb", StringComparison.Ordinal)) ? null : "no pdb in the symbols";
    }

    private const string Common = @"_rels/\.rels|\[Content_Types\]\.xml|package/.*\.psmdcp|[^/]*\.nuspec|README\.md|icon\.png";

    [GeneratedRegex($@"^({Common}|lib/net10\.0/[^/]*\.(dll|xml)|build/[^/]*\.(props|targets)|analyzers/dotnet/cs/[^/]*\.dll)$")]
    private static partial Regex LibraryFile();

    // With symbols, for the traces of --verbose, and without documentation: a tool has no callers.
    [GeneratedRegex($@"^({Common}|tools/net10\.0/any/(.*\.(dll|json|pdb)|DotnetToolSettings\.xml))$")]
    private static partial Regex ToolFile();

    // As it is copied beside programs: with nothing to reference, and with its symbols in the .snupkg.
    [GeneratedRegex($@"^({Common}|lib/net10\.0/_\._|buildTransitive/[^/]*\.targets|tools/net10\.0/[^/]*\.(dll|json))$")]
    private static partial Regex HostFile();
}
