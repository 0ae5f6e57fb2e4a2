using System.Text.RegularExpressions;
using Bridge.Hosting;

namespace Bridge.Testing;

/// <summary>Finds an interpreter by what a test asks for: a version, a path or a name.</summary>
internal static partial class PythonFinder
{
    /// <exception cref="PythonNotFoundException">There is none; the message says where it was looked for.</exception>
    public static async Task<PythonInstallation> FindAsync(string? python, CancellationToken cancellationToken)
    {
        if (python is null || !JustVersion().IsMatch(python))
        {
            return await PythonLocator.FindAsync(python, cancellationToken).ConfigureAwait(false);
        }

        foreach (var candidate in Candidates(python))
        {
            if (await TryAsync(candidate, cancellationToken).ConfigureAwait(false) is { } found && Matches(found, python))
            {
                return found;
            }
        }

        if (OperatingSystem.IsWindows()
            && (await PythonLocator.FindAllAsync(cancellationToken).ConfigureAwait(false)) // asks the launcher
                .FirstOrDefault(found => found.IsUsable && Matches(found, python)) is { } listed)
        {
            return listed;
        }

        throw new PythonNotFoundException(
            $"No CPython {python} was found on PATH or among the versions of pyenv and uv: install it, or name another one.");
    }

    private static bool Matches(PythonInstallation found, string version) =>
        $"{found.Version}.".StartsWith(version + ".", StringComparison.Ordinal);

    private static async Task<PythonInstallation?> TryAsync(string? candidate, CancellationToken cancellationToken)
    {
        try
        {
            return await PythonLocator.FindAsync(candidate, cancellationToken).ConfigureAwait(false);
        }
        catch (PythonNotFoundException)
        {
            return null;
        }
    }

    private static IEnumerable<string?> Candidates(string version)
    {
        var minor = string.Join('.', version.Split('.').Take(2));
        yield return null; // BRIDGE_PYTHON, a virtual environment, or the first on PATH
        yield return "python" + minor;

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var pyenv = Environment.GetEnvironmentVariable("PYENV_ROOT") ?? Path.Combine(home, ".pyenv");
        var uv = Environment.GetEnvironmentVariable("UV_PYTHON_INSTALL_DIR")
            ?? Path.Combine(home, ".local", "share", "uv", "python");
        string executable = OperatingSystem.IsWindows() ? "python.exe" : Path.Combine("bin", "python" + minor);
        foreach (var (folder, pattern) in new[] { (Path.Combine(pyenv, "versions"), version + "*"), (uv, $"cpython-{version}*") })
        {
            foreach (var found in Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, pattern) : [])
            {
                yield return Path.Combine(found, executable);
            }
        }
    }

    [GeneratedRegex(@"^\d+\.\d+(\.\d+)?$")]
    private static partial Regex JustVersion();
}
