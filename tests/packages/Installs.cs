namespace Bridge.Smoke;

/// <summary>Empty projects, with what was packed and nothing else of this repository.</summary>
internal static class Installs
{
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
            ["DOTNET_BRIDGE_WORKER_HOST"] = "", // it would win over the one that is installed
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
        };
        Workplace Place(string name)
        {
            return new Workplace(Directory.CreateDirectory(Path.Combine(work, name)).FullName, environment);
        }

        await LibraryInstall.CheckAsync(checks, Place("library"), packages, version);
        await TrimmedInstall.CheckAsync(checks, Place("trimmed"), packages, version);
        await WorkerHostInstall.CheckAsync(checks, Place("workers"), packages, version);
        await ToolInstall.CheckAsync(checks, Place("tool"), packages, version);
        await WheelInstall.CheckAsync(checks, Place("wheel"), packages, version, python);
    }

    private static async Task<string?> FindPythonAsync(string work)
    {
        string?[] names = [Environment.GetEnvironmentVariable("BRIDGE_PYTHON"), "python3", "python"];
        const string Ask = "import sys; print(sys.executable if sys.version_info >= (3, 9) else '')";
        foreach (var name in names.Where(name => !string.IsNullOrEmpty(name)))
        {
            var asked = await Shell.RunAsync(work, new Dictionary<string, string>(), name!, "-c", Ask);
            if (asked.ExitCode == 0 && asked.Output.Trim() is { Length: > 0 } path)
            {
                return path;
            }
        }

        return null;
    }
}
