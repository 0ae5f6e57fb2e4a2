#!/usr/bin/env dotnet
#:package System.CommandLine
#:property PublishAot=false

// dotnet run build.cs -- test | check | bench | compatibility | pack | smoke | samples
// The only script of this repository; works wherever the .NET SDK does.

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

var root = new RootCommand("Builds, tests and packs this repository.")
{
    Verb("test", "Builds everything, then runs xunit and pytest.", Verbs.TestAsync),
    Verb("check", "Checks format, lint and types without changing anything.", Verbs.CheckAsync),
    Bench(),
    Verb("compatibility", "Runs the scenarios on every Python and writes docs/compatibility.md.", Verbs.CompatibilityAsync),
    Verb("pack", "Packs the NuGet packages and the Python package into artifacts/packages.", Verbs.PackAsync),
    Verb("smoke", "Installs what 'pack' made into empty projects and tries it.", Verbs.SmokeAsync),
    Verb("samples", "Tests samples/cross-language-tests alone, from packed packages.", Verbs.SamplesAsync),
};
return await root.Parse(args).InvokeAsync();

static Command Verb(string name, string description, Func<CancellationToken, Task<int>> body)
{
    var command = new Command(name, description);
    command.SetAction((_, cancellationToken) => body(cancellationToken));
    return command;
}

static Command Bench()
{
    var arguments = new Argument<string[]>("arguments")
    {
        Description = "'codec' for the pickle codec alone, 'calls' for a manager's calls (--only PARTS, --quick, --json FILE, "
            + "--chart FILE.png, --python PATH), 'pieces' for codec, frames and handshake without a server (and what "
            + "BenchmarkDotNet takes: --filter PATTERN, --job medium), 'soak' to look for what grows; the number of rounds.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    var command = new Command("bench", "Measures this machine, side by side with Python's own pickle and client.")
    {
        arguments,
    };
    command.SetAction((result, cancellationToken) =>
        Verbs.BenchAsync(result.GetValue(arguments) ?? [], cancellationToken));
    return command;
}

/// <summary>What can be asked for.</summary>
internal static class Verbs
{
    public static async Task<int> TestAsync(CancellationToken cancellationToken)
    {
        Folders.Empty(Folders.TestResults);
        await Pythonnet.FetchAsync(cancellationToken);
        var installing = Pytest.FindOrInstallAsync(cancellationToken);
        var built = await Shell.RunAsync(
            "dotnet", ["build", "Bridge.sln", "-c", "Release", "--nologo"], cancellationToken);
        var python = await installing;
        var counts = built == 0
            ? await Suites.RunXunitAsync(cancellationToken) + await Suites.RunPytestAsync(python, cancellationToken)
            : new Counts(0, 1, 0);

        Console.WriteLine();
        Console.WriteLine(counts);
        return counts.Failed == 0 && counts.Passed > 0 ? 0 : 1;
    }

    public static async Task<int> CheckAsync(CancellationToken cancellationToken)
    {
        var format = await Shell.RunAsync("dotnet", ["format", "Bridge.sln", "--verify-no-changes"], cancellationToken);
        var lint = await CheckPythonAsync("ruff", ["check", "."], cancellationToken);
        var style = await CheckPythonAsync("ruff", ["format", "--check", "."], cancellationToken);
        var types = await CheckPythonAsync("mypy", [], cancellationToken);
        return (format | lint | style | types) == 0 ? 0 : 1;
    }

    public static Task<int> BenchAsync(string[] arguments, CancellationToken cancellationToken) =>
        Shell.RunAsync(
            "dotnet",
            ["run", "--project", "benchmarks", "-c", "Release", "--", .. arguments],
            cancellationToken,
            limit: TimeSpan.FromHours(3));

    public static Task<int> CompatibilityAsync(CancellationToken cancellationToken) =>
        Shell.RunAsync(
            "dotnet",
            [
                "run", "--project", "tests/dotnet/Bridge.InteropTests", "-c", "Release", "--",
                "--filter-class", "*ScenarioTests",
            ],
            cancellationToken,
            new Dictionary<string, string> { ["BRIDGE_WRITE_COMPATIBILITY"] = "1" });

    public static async Task<int> PackAsync(CancellationToken cancellationToken)
    {
        Folders.Empty(Folders.Packages);
        await Pythonnet.FetchAsync(cancellationToken);

        // Every project under src; one that is no package says so itself, and makes none. 'test' has analyzed them all.
        foreach (var project in Folders.Find(Path.Combine(Folders.Root, "src"), "*.csproj").Order(StringComparer.Ordinal))
        {
            if (await Shell.RunAsync(
                "dotnet",
                [
                    "pack", project, "-c", "Release", "-o", Folders.Packages, "--nologo",
                    "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzers=false",
                ],
                cancellationToken) != 0)
            {
                return 1;
            }
        }

        return await PythonPackage.PackAsync(cancellationToken);
    }

    public static Task<int> SmokeAsync(CancellationToken cancellationToken) =>
        Shell.RunAsync("dotnet", ["run", "tests/packages/smoke.cs", "--", Folders.Packages], cancellationToken);

    public static async Task<int> SamplesAsync(CancellationToken cancellationToken)
    {
        if (await Shell.RunAsync("dotnet", ["build", "Bridge.sln", "-c", "Release", "--nologo"], cancellationToken) != 0
            || await Pytest.FindOrInstallAsync(cancellationToken) is not { } python)
        {
            return 1;
        }

        return await Shell.RunAsync(
            python, ["-m", "pytest", "-o", "faulthandler_timeout=600", "tests/python/interop/cross_language_sample.py"], cancellationToken);
    }

    private static async Task<int> CheckPythonAsync(
        string tool, string[] arguments, CancellationToken cancellationToken)
    {
        if (await Pythons.FindWithAsync(tool, cancellationToken) is not { } python)
        {
            Console.WriteLine($"skipped: {tool}, no Python has it; run 'pip install {tool}'.");
            return 0;
        }

        return await Shell.RunAsync(python, ["-m", tool, .. arguments], cancellationToken);
    }
}

/// <summary>The package that Bridge.PythonNet needs, and that not every source has.</summary>
internal static class Pythonnet
{
    /// <summary>Fetches it into the package cache, where build/Pythonnet.props finds it; says so where it cannot be had.</summary>
    public static async Task FetchAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("UsePythonnet") is null or ""
            && await Shell.RunAsync("dotnet", ["restore", "build/PythonnetProbe"], cancellationToken, isSilent: true) != 0)
        {
            Console.WriteLine("Bridge.PythonNet is left out: no package source has pythonnet; PYTHONNET_FEED can name a folder with it.");
        }
    }
}

/// <summary>The wheel and the sdist.</summary>
internal static class PythonPackage
{
    /// <summary>Where the wheel has the program that runs C# functions; not in git.</summary>
    private static readonly string Host = Path.Combine(Folders.Root, "python", "dotnet_bridge", "_host");

    public static async Task<int> PackAsync(CancellationToken cancellationToken)
    {
        if (await Pythons.FindWithAsync("build", cancellationToken) is not { } python)
        {
            Console.WriteLine("skipped: the Python package, no Python has 'build'; run 'pip install build hatchling'.");
            return 0;
        }

        var host = Path.Combine(Folders.Root, "src", "Bridge.WorkerHost");
        try
        {
            if (Directory.Exists(host) && await Shell.RunAsync(
                "dotnet",
                [
                    "publish", host, "-c", "Release", "-o", Host, "--nologo",
                    "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzers=false",
                    "-p:PublishDocumentationFile=false", "-p:PublishReferencesDocumentationFiles=false",
                ],
                cancellationToken) != 0)
            {
                return 1;
            }

            foreach (var symbols in Folders.Find(Host, "*.pdb"))
            {
                File.Delete(symbols);
            }

            // With hatchling beside it nothing is downloaded; without, 'build' installs it for this one time.
            string[] isolation = await Pythons.HasAsync(python, "hatchling", cancellationToken) ? ["--no-isolation"] : [];
            return await Shell.RunAsync(
                python, ["-m", "build", .. isolation, "--outdir", Folders.Packages, "."], cancellationToken) == 0 ? 0 : 1;
        }
        finally
        {
            if (Directory.Exists(Host))
            {
                Directory.Delete(Host, recursive: true);
            }
        }
    }
}

/// <summary>The two test suites. A runner that breaks counts as a failed test.</summary>
internal static class Suites
{
    public static async Task<Counts> RunXunitAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Folders.TestResults, "dotnet");
        var exitCode = await Shell.RunAsync(
            "dotnet",
            [
                "test", "--solution", "Bridge.sln", "-c", "Release", "--no-build",
                "--results-directory", folder, "--report-xunit-trx",
            ],
            cancellationToken);

        var counts = Folders.Find(folder, "*.trx").Select(Counts.FromTrx).Aggregate(default(Counts), (a, b) => a + b);
        return counts.OrBroken(exitCode);
    }

    public static async Task<Counts> RunPytestAsync(string? python, CancellationToken cancellationToken)
    {
        if (python is null)
        {
            return new Counts(0, 1, 0);
        }

        string[] parallel = await Pythons.HasAsync(python, "xdist", cancellationToken) ? ["-n", "auto"] : [];
        var report = Path.Combine(Folders.TestResults, "pytest.xml");
        var exitCode = await Shell.RunAsync(
            python,
            ["-m", "pytest", "tests/python", $"--junitxml={report}", .. parallel],
            cancellationToken,
            new Dictionary<string, string>
            {
                ["BRIDGE_TOOL"] = Folders.Tool,
                ["BRIDGE_TEST_PEER"] = Folders.TestPeer,
            });

        var counts = File.Exists(report) ? Counts.FromJUnit(report) : default;
        return counts.OrBroken(exitCode);
    }
}

/// <summary>Finds a Python that has pytest, or brings one about.</summary>
internal static class Pytest
{
    public static async Task<string?> FindOrInstallAsync(CancellationToken cancellationToken)
    {
        if (await Pythons.FindWithAsync("pytest", cancellationToken) is { } ready)
        {
            return ready;
        }

        if (await InstallInVenvAsync(cancellationToken) is { } installed)
        {
            return installed;
        }

        if (Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() && Shell.Exists("apt-get"))
        {
            Console.WriteLine("pytest: installing Debian's python3-pytest");
            await Shell.RunAsync("apt-get", ["update", "-qq"], cancellationToken);
            await Shell.RunAsync("apt-get", ["install", "-y", "-qq", "python3-pytest"], cancellationToken);
            if (await Pythons.HasAsync("/usr/bin/python3", "pytest", cancellationToken))
            {
                return "/usr/bin/python3";
            }
        }

        Console.WriteLine("pytest: neither found nor installable; run 'pip install pytest' with Python 3.9 or newer.");
        return null;
    }

    private static async Task<string?> InstallInVenvAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Folders.Artifacts, "venv");
        var python = Pythons.InVenv(folder);
        if (await Pythons.HasAsync(python, "pytest", cancellationToken))
        {
            return python;
        }

        foreach (var candidate in await Pythons.FindAllAsync(cancellationToken))
        {
            Console.WriteLine($"pytest: installing it into {folder} for {candidate}");
            if (await Shell.RunAsync(candidate, ["-m", "venv", "--clear", folder], cancellationToken) == 0
                && await Shell.RunAsync(python, ["-m", "pip", "install", "-q", "pytest"], cancellationToken) == 0)
            {
                // Where the index has it; without it the tests run one after the other.
                await Shell.RunAsync(python, ["-m", "pip", "install", "-q", "pytest-xdist"], cancellationToken, isSilent: true);
                return python;
            }
        }

        return null;
    }
}

/// <summary>The Pythons of this machine that are new enough for our tests.</summary>
internal static class Pythons
{
    private static readonly string[] Names =
    [
        "python3", "python",
        "python3.15", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3.9",
    ];

    public static string InVenv(string folder) =>
        OperatingSystem.IsWindows()
            ? Path.Combine(folder, "Scripts", "python.exe")
            : Path.Combine(folder, "bin", "python");

    public static async Task<IReadOnlyList<string>> FindAllAsync(CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var name in Names)
        {
            if (await HasAsync(name, "sys", cancellationToken))
            {
                found.Add(name);
            }
        }

        return found;
    }

    public static async Task<string?> FindWithAsync(string module, CancellationToken cancellationToken)
    {
        foreach (var python in await FindAllAsync(cancellationToken))
        {
            if (await HasAsync(python, module, cancellationToken))
            {
                return python;
            }
        }

        return null;
    }

    public static async Task<bool> HasAsync(string python, string module, CancellationToken cancellationToken) =>
        Shell.Exists(python) && await Shell.RunAsync(
            python,
            [
                "-c",
                $"import sys, importlib.util as u; sys.exit(sys.version_info < (3, 9) or not u.find_spec('{module}'))",
            ],
            cancellationToken,
            isSilent: true) == 0;
}

/// <summary>Runs other programs in the root of the repository.</summary>
internal static class Shell
{
    /// <summary>Longer than any suite takes; what hangs is ended and counts as failed.</summary>
    private static readonly TimeSpan SuiteLimit = TimeSpan.FromMinutes(30);

    public static bool Exists(string program)
    {
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd"] : [""];
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var folders = Path.IsPathRooted(program) ? [""] : path.Split(Path.PathSeparator);
        return folders.Any(folder => endings.Any(ending => File.Exists(Path.Combine(folder, program + ending))));
    }

    /// <returns>The exit code; -1 when the program could not be started or was ended.</returns>
    public static async Task<int> RunAsync(
        string program,
        string[] arguments,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null,
        bool isSilent = false,
        TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folders.Root,
            RedirectStandardOutput = isSilent,
            RedirectStandardError = isSilent,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var most = limit ?? SuiteLimit;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(most);
        try
        {
            return await RunAsync(start, end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine($"{program} did not end within {most.TotalMinutes} minutes and was stopped.");
            return -1;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Console.WriteLine($"{program} cannot be started: {e.Message}");
            return -1;
        }
    }

    private static async Task<int> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start)!;
        if (start.RedirectStandardOutput)
        {
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

/// <summary>Where things are.</summary>
internal static class Folders
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

    private static string FindRoot([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}

/// <summary>How many tests passed, failed and were skipped.</summary>
internal readonly record struct Counts(int Passed, int Failed, int Skipped)
{
    public static Counts operator +(Counts one, Counts other) =>
        new(one.Passed + other.Passed, one.Failed + other.Failed, one.Skipped + other.Skipped);

    public static Counts FromTrx(string file)
    {
        var counters = XDocument.Load(file).Descendants().Single(element => element.Name.LocalName == "Counters");
        var (passed, failed) = (Number(counters, "passed"), Number(counters, "failed"));
        return new Counts(passed, failed, Number(counters, "total") - passed - failed);
    }

    public static Counts FromJUnit(string file)
    {
        var counts = default(Counts);
        foreach (var suite in XDocument.Load(file).Descendants("testsuite"))
        {
            var (failed, skipped) = (Number(suite, "failures") + Number(suite, "errors"), Number(suite, "skipped"));
            counts += new Counts(Number(suite, "tests") - failed - skipped, failed, skipped);
        }

        return counts;
    }

    /// <summary>One more failure if the runner itself says that something went wrong and no test does.</summary>
    public Counts OrBroken(int exitCode) => exitCode != 0 && Failed == 0 ? this with { Failed = 1 } : this;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failed} failed, {Skipped} skipped");

    private static int Number(XElement element, string name) =>
        int.Parse(element.Attribute(name)?.Value ?? "0", CultureInfo.InvariantCulture);
}
