namespace Bridge.Build;

/// <summary>Finds a Python that has pytest, or brings one about.</summary>
public static class Pytest
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
                // Where the index has them: without the first the tests run one after the other, and without the second
                // those of dotnet_bridge.inprocess are skipped.
                foreach (var optional in new[] { "pytest-xdist", "pythonnet>=3.1" })
                {
                    await Shell.RunAsync(python, ["-m", "pip", "install", "-q", optional], cancellationToken, isSilent: true);
                }

                return python;
            }
        }

        return null;
    }
}
