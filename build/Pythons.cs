namespace Bridge.Build;

/// <summary>The Pythons of this machine that are new enough for our tests.</summary>
public static class Pythons
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
