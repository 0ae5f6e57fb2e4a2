#!/usr/bin/env dotnet
#:property PublishAot=false

// dotnet run tests/packages/smoke.cs -- FOLDER
// Looks into every package in a folder, installs them into empty projects and tries them. One line for each check.

using System.Diagnostics;
using System.IO.Compression;
using System.Formats.Tar;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

var packages = Path.GetFullPath(args is [var folder] ? folder : throw new ArgumentException("usage: smoke.cs FOLDER"));
var work = Directory.CreateTempSubdirectory("bridge-smoke-").FullName;
var checks = new Checks();
try
{
    var version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
    Contents.CheckNuGet(checks, packages, version);
    Contents.CheckPython(checks, packages, version);
    if (checks.Failed == 0)
    {
        await Installs.CheckAsync(checks, packages, version, work);
    }
}
finally
{
    Directory.Delete(work, recursive: true);
}

Console.WriteLine($"{checks.Passed} passed, {checks.Failed} failed");
return checks.Failed == 0 ? 0 : 1;

/// <summary>Counts and prints.</summary>
internal sealed class Checks
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <summary>One check; <paramref name="problem"/> says what is wrong, and is null when nothing is.</summary>
    public void Add(string what, string? problem)
    {
        (Passed, Failed) = problem is null ? (Passed + 1, Failed) : (Passed, Failed + 1);
        Console.WriteLine(problem is null ? $"ok    {what}" : $"FAIL  {what}: {problem}");
    }
}

/// <summary>What is in the packages.</summary>
internal static partial class Contents
{
    private const int IconSize = 128;

    public static void CheckNuGet(Checks checks, string folder, string version)
    {
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.nupkg") : [];
        foreach (var required in new[] { "DotNetBridge", "DotNetBridge.Cli" })
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

    public static void CheckPython(Checks checks, string folder, string version)
    {
        var wheel = Path.Combine(folder, $"dotnet_bridge-{version}-py3-none-any.whl");
        var sdist = Path.Combine(folder, $"dotnet_bridge-{version}.tar.gz");
        checks.Add("contents of the wheel", !File.Exists(wheel)
            ? $"{wheel} is missing; run 'pip install build hatchling' and 'dotnet run build.cs -- pack'"
            : DescribeWheel(wheel, version));
        checks.Add("contents of the sdist", !File.Exists(sdist) ? $"{sdist} is missing" : DescribeSdist(sdist));
    }

    private static string? DescribeNuGet(ZipArchive package, string version)
    {
        var names = package.Entries.Select(entry => entry.FullName).ToArray();
        var nuspec = XDocument.Parse(ReadText(package, names.Single(name => name.EndsWith(".nuspec", StringComparison.Ordinal))));
        string? Value(string name) => nuspec.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

        var id = Value("id");
        var isTool = names.Any(name => name.EndsWith("DotnetToolSettings.xml", StringComparison.Ordinal));
        var stray = names.FirstOrDefault(name => !(isTool ? ToolFile() : LibraryFile()).IsMatch(name));
        return Value("version") != version ? $"its version is {Value("version")}"
            : Value("license") != "MIT" ? "its license is not MIT"
            : Value("readme") != "README.md" || !names.Contains("README.md") ? "no readme"
            : !ReadText(package, "README.md").StartsWith($"# {id}\n", StringComparison.Ordinal) ? "its readme is of another package"
            : Value("icon") != "icon.png" || !names.Contains("icon.png") ? "no icon"
            : PngSize(package, "icon.png") != (IconSize, IconSize) ? "its icon has another size"
            : string.IsNullOrEmpty(Value("description")) || Value("description") == "Package Description" ? "no description"
            : string.IsNullOrEmpty(Value("tags")) ? "no tags"
            : string.IsNullOrEmpty(Value("authors")) ? "no authors"
            : Value("repository") is not null ? "it names a repository that has no address"
            : stray is not null ? $"stray file {stray}"
            : isTool && Directory.Exists(Path.Combine(Repository.Root, "src", "Bridge.WorkerHost"))
                && !names.Any(name => name.EndsWith("/Bridge.WorkerHost.runtimeconfig.json", StringComparison.Ordinal))
                ? "the tool does not carry Bridge.WorkerHost"
            : isTool || names.Any(name => name.StartsWith("lib/net10.0/", StringComparison.Ordinal) && name.EndsWith(".xml", StringComparison.Ordinal))
                ? null : "no documentation";
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

    private static string? DescribeWheel(string file, string version)
    {
        using var wheel = ZipFile.OpenRead(file);
        var names = wheel.Entries.Select(entry => entry.FullName).ToArray();
        var info = $"dotnet_bridge-{version}.dist-info/";
        var metadata = ReadText(wheel, info + "METADATA");
        var missing = new[] { "Name: dotnet-bridge", $"Version: {version}", "License-Expression: MIT", "Requires-Python: >=3.9", "Classifier: Typing :: Typed", "Description-Content-Type: text/markdown", "# dotnet-bridge" }
            .FirstOrDefault(line => !metadata.Contains(line + "\n", StringComparison.Ordinal));
        return missing is not null ? $"METADATA lacks '{missing}'"
            : metadata.Split('\n').Any(line => line.StartsWith("Requires-Dist:", StringComparison.Ordinal)
                && !line.Contains("extra == 'clr'", StringComparison.Ordinal)) ? "it depends on something"
            : !names.Contains("dotnet_bridge/py.typed") ? "no py.typed"
            : !names.Contains(info + "licenses/LICENSE") ? "no license"
            : names.FirstOrDefault(name => !WheelFile().IsMatch(name)) is { } stray ? $"stray file {stray}"
            : Directory.Exists(Path.Combine(Repository.Root, "src", "Bridge.WorkerHost"))
                && !(names.Contains("dotnet_bridge/_host/Bridge.WorkerHost.dll")
                    && names.Contains("dotnet_bridge/_host/Bridge.WorkerHost.runtimeconfig.json"))
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

    private static string ReadText(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(archive.GetEntry(name)!.Open());
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static (int Width, int Height) PngSize(ZipArchive archive, string name)
    {
        using var stream = archive.GetEntry(name)!.Open();
        var header = new byte[24];
        stream.ReadExactly(header);
        return ((header[18] << 8) | header[19], (header[22] << 8) | header[23]);
    }

    private const string Common = @"_rels/\.rels|\[Content_Types\]\.xml|package/.*\.psmdcp|[^/]*\.nuspec|README\.md|icon\.png";

    [GeneratedRegex($@"^({Common}|lib/net10\.0/[^/]*\.(dll|xml)|build/[^/]*\.(props|targets)|analyzers/dotnet/cs/[^/]*\.dll)$")]
    private static partial Regex LibraryFile();

    // With symbols, for the traces of --verbose, and without documentation: a tool has no callers.
    [GeneratedRegex($@"^({Common}|tools/net10\.0/any/(.*\.(dll|json|pdb)|DotnetToolSettings\.xml))$")]
    private static partial Regex ToolFile();

    [GeneratedRegex(@"^dotnet_bridge(/([^/]*\.py|py\.typed|_host/[^/]*\.(dll|json))|-.*\.dist-info/(METADATA|WHEEL|RECORD|entry_points\.txt|licenses/LICENSE))$")]
    private static partial Regex WheelFile();

    [GeneratedRegex(@"^(LICENSE|PKG-INFO|pyproject\.toml|\.gitignore|python/README\.md|python/dotnet_bridge/([^/]*\.py|py\.typed|_host/[^/]*\.(dll|json)))$")]
    private static partial Regex SdistFile();
}

/// <summary>Empty projects, with what was packed and nothing else of this repository.</summary>
internal static class Installs
{
    private const string Program = """
        using Bridge.Hosting;
        using Bridge.Proxies;

        await using var manager = await ManagerProcess.StartAsync();
        await using var scores = await manager.Client.CreateDictAsync<string, double>();
        await using var jobs = await manager.Client.CreateQueueAsync<string>();
        await scores.SetItemAsync("a", 1.5);
        await jobs.PutAsync("job");
        var score = await scores.GetItemAsync("a");
        Console.WriteLine($"{score} {await jobs.GetAsync()}");

        """;

    private const string Script = """
        import json, subprocess, sys
        from importlib.metadata import entry_points, version
        from multiprocessing.managers import SyncManager

        import dotnet_bridge

        assert version("dotnet-bridge") == dotnet_bridge.__version__, dotnet_bridge.__version__
        assert "site-packages" in dotnet_bridge.__file__, dotnet_bridge.__file__
        groups = entry_points()
        points = [p for g in (groups.values() if isinstance(groups, dict) else [groups]) for p in g]
        for point in points:
            assert not point.value.startswith("dotnet_bridge") or point.group == "pytest11" or point.load()

        serve = [sys.executable, "-m", "dotnet_bridge", "serve"]
        with subprocess.Popen(serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            server.stdin.write(json.dumps({"address": None, "authkey": b"key".hex()}) + "\n")
            server.stdin.flush()
            address = json.loads(server.stdout.readline())["address"]
            manager = SyncManager(tuple(address) if isinstance(address, list) else address, b"key")
            manager.connect()
            jobs = manager.Queue()
            jobs.put("job")
            print(jobs.get(), dotnet_bridge.__version__)
            del jobs
            server.stdin.close()
        assert server.returncode == 0, server.returncode

        """;

    public static async Task CheckAsync(Checks checks, string packages, string version, string work)
    {
        if (await FindPythonAsync(work) is not { } python)
        {
            checks.Add("a Python for the installations", "no CPython from 3.9 on; install one");
            return;
        }

        var environment = new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = Path.Combine(work, "nuget"),
            ["BRIDGE_PYTHON"] = python,
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
        };
        await CheckLibraryAsync(checks, packages, version, Path.Combine(work, "library"), environment);
        await CheckToolAsync(checks, packages, version, Path.Combine(work, "tool"), environment);
        await CheckWheelAsync(checks, packages, version, Path.Combine(work, "wheel"), python, environment);
    }

    private static async Task CheckLibraryAsync(
        Checks checks, string packages, string version, string folder, Dictionary<string, string> environment)
    {
        Write(folder, "smoke.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestoreAdditionalProjectSources>{packages}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="DotNetBridge" Version="[{version}]" />
              </ItemGroup>
            </Project>

            """);
        Write(folder, "Program.cs", Program);
        var built = await Shell.RunAsync(folder, environment, "dotnet", "build", "-c", "Release", "-o", "out", "--nologo");
        checks.Add($"an empty project builds with DotNetBridge {version}", built.Problem(""));
        var ran = await Shell.RunAsync(folder, environment, "dotnet", "out/smoke.dll");
        checks.Add("it shares a dict and a queue with a manager", ran.Problem("1.5 job"));
    }

    private static async Task CheckToolAsync(
        Checks checks, string packages, string version, string folder, Dictionary<string, string> environment)
    {
        // A configuration of its own: the tool shall come from the packages and from nowhere else.
        Write(folder, "nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{packages}" />
              </packageSources>
            </configuration>

            """);
        Write(folder, "jobs.py", "def double(row):\n    return {'twice': int(row['n']) * 2}\n");
        Write(folder, "in.csv", "n\n1\n2\n");
        var installed = await Shell.RunAsync(
            folder, environment, "dotnet", "tool", "install", "DotNetBridge.Cli", "--version", version,
            "--tool-path", "bin", "--configfile", "nuget.config");
        checks.Add($"the tool installs from DotNetBridge.Cli {version}", installed.Problem(""));
        var tool = Path.Combine(folder, "bin", "dotnet-bridge");
        var told = await Shell.RunAsync(folder, environment, tool, "--version");
        checks.Add("it tells its version", told.Problem(version));
        var ran = await Shell.RunAsync(
            folder, environment, tool, "run", "jobs.py:double", "-i", "in.csv", "--workers", "1", "--ordered", "--quiet");
        checks.Add("it runs rows through a Python function", ran.Problem("twice\n2\n4"));
        var packed = await Shell.RunAsync(folder, environment, tool, "doctor", "--json");
        checks.Add("its doctor is content", packed.Problem("\"healthy\":true"));
    }

    private static async Task CheckWheelAsync(
        Checks checks, string packages, string version, string folder, string python, Dictionary<string, string> environment)
    {
        Write(folder, "smoke.py", Script);
        var made = await Shell.RunAsync(folder, environment, python, "-m", "venv", "venv");
        var inVenv = OperatingSystem.IsWindows() ? Path.Combine(folder, "venv", "Scripts", "python.exe") : Path.Combine(folder, "venv", "bin", "python");
        checks.Add("an empty virtual environment", made.Problem(""));
        var installed = await Shell.RunAsync(
            folder, environment, inVenv, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-index",
            "--find-links", packages, $"dotnet-bridge=={version}");
        checks.Add($"the wheel of dotnet-bridge {version} installs without an index", installed.Problem(""));
        var ran = await Shell.RunAsync(folder, environment, inVenv, "-I", "smoke.py");
        checks.Add("it serves a manager, and a Python client uses it", ran.Problem($"job {version}"));
    }

    private static async Task<string?> FindPythonAsync(string work)
    {
        string?[] names = [Environment.GetEnvironmentVariable("BRIDGE_PYTHON"), "python3", "python"];
        const string Ask = "import sys; print(sys.executable if sys.version_info >= (3, 9) else '')";
        foreach (var name in names.Where(name => !string.IsNullOrEmpty(name)))
        {
            var asked = await Shell.RunAsync(work, [], name!, "-c", Ask);
            if (asked.ExitCode == 0 && asked.Output.Trim() is { Length: > 0 } path)
            {
                return path;
            }
        }

        return null;
    }

    private static void Write(string folder, string name, string text)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), text);
    }
}

/// <summary>How a program ended.</summary>
internal sealed record Run(int ExitCode, string Output)
{
    /// <summary>Null when it ended well and printed a text.</summary>
    public string? Problem(string expected) =>
        ExitCode != 0 ? $"exit code {ExitCode}: {Output.Trim()}"
        : Output.ReplaceLineEndings("\n").Contains(expected, StringComparison.Ordinal) ? null
        : $"'{expected}' is not in its output: {Output.Trim()}";
}

/// <summary>Runs a program with nothing to read, for at most two minutes.</summary>
internal static class Shell
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task<Run> RunAsync(
        string folder, Dictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // Of the build that runs this script; a project must not inherit them.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = new StringBuilder();
            void Add(object sender, DataReceivedEventArgs line)
            {
                lock (output)
                {
                    output.AppendLine(line.Data);
                }
            }

            process.OutputDataReceived += Add;
            process.ErrorDataReceived += Add;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            using var deadline = new CancellationTokenSource(Limit);
            try
            {
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return new Run(-1, $"it did not end within {Limit.TotalMinutes} minutes; {output}");
            }

            return new Run(process.ExitCode, output.ToString());
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new Run(-1, e.Message);
        }
    }
}

/// <summary>Where this file is.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
