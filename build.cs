#!/usr/bin/env dotnet
#:package System.CommandLine
#:project build/Build.csproj
#:property PublishAot=false

// dotnet run build.cs -- test | check | bench | compatibility | pack | smoke | samples
// The only script of this repository, with build/ beside it; works wherever the .NET SDK does.

using System.CommandLine;
using Bridge.Build;

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
        var format = await Shell.RunAsync("dotnet", ["format", "Bridge.sln", "--verify-no-changes"], cancellationToken)
            | await Shell.RunAsync("dotnet", ["format", "tests/packages/Smoke.csproj", "--verify-no-changes"], cancellationToken);
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
        Shell.RunAsync("dotnet", ["run", "--project", "tests/packages", "--", Folders.Packages], cancellationToken);

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
