using Bridge.Hosting.Locators;

namespace Bridge.Hosting;

/// <summary>Finds a Python to start managers and workers with.</summary>
/// <remarks>
/// Looks, in this order, at the path it is given, <c>BRIDGE_PYTHON</c>, the active virtual environment, <c>.venv</c> in
/// the current folder, <c>PATH</c>, and on Windows the launcher <c>py</c>. The first two are taken or refused; of the
/// rest, the first CPython from 3.9 on is taken. Thread-safe.
/// </remarks>
public static class PythonLocator
{
    /// <summary>Finds the Python to use.</summary>
    /// <param name="python">The path or name of the one to use; null to look for one.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="PythonNotFoundException">
    /// The one that was asked for does not run or is too old, or none was found.
    /// </exception>
    public static async Task<PythonInstallation> FindAsync(
        string? python = null, CancellationToken cancellationToken = default)
    {
        if (python is not null)
        {
            return await RequireAsync(new PythonCandidate(Resolve(python), [], "given"), python, cancellationToken)
                .ConfigureAwait(false);
        }

        foreach (var named in EnvironmentLocator.Find())
        {
            return await RequireAsync(
                named with { Path = Resolve(named.Path) }, $"{named.Source}={named.Path}", cancellationToken)
                .ConfigureAwait(false);
        }

        var refused = new List<PythonInstallation>();
        foreach (var candidate in Search())
        {
            var found = await PythonProbe.RunAsync(candidate, cancellationToken).ConfigureAwait(false);
            if (found is { IsUsable: true })
            {
                return found;
            }

            if (found is not null)
            {
                refused.Add(found);
            }
        }

        var tooOld = refused.Count == 0
            ? "No Python was found"
            : "Only " + string.Join(", ", refused.Select(Describe).Distinct()) + " was found";
        throw new PythonNotFoundException(
            $"{tooOld}, and CPython {PythonInstallation.MinimumVersion} or later is needed: "
            + "install it, or set BRIDGE_PYTHON to its path.");
    }

    /// <summary>Every Python that answers, usable or not, in the order of preference; each installation once.</summary>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static async Task<IReadOnlyList<PythonInstallation>> FindAllAsync(
        CancellationToken cancellationToken = default)
    {
        var all = new List<PythonInstallation>();
        foreach (var candidate in EnvironmentLocator.Find().Concat(Search()))
        {
            var resolved = candidate with { Path = Resolve(candidate.Path) };
            var found = await PythonProbe.RunAsync(resolved, cancellationToken).ConfigureAwait(false);
            if (found is not null && all.TrueForAll(known => (known.Prefix, known.Version) != (found.Prefix, found.Version)))
            {
                all.Add(found);
            }
        }

        return all;
    }

    private static IEnumerable<PythonCandidate> Search() =>
        VirtualEnvironmentLocator.Find().Concat(PathLocator.Find()).Concat(LauncherLocator.Find());

    private static async Task<PythonInstallation> RequireAsync(
        PythonCandidate candidate, string asked, CancellationToken cancellationToken)
    {
        var found = await PythonProbe.RunAsync(candidate, cancellationToken).ConfigureAwait(false)
            ?? throw new PythonNotFoundException(
                $"'{asked}' does not run as a Python; give the path of a CPython "
                + $"{PythonInstallation.MinimumVersion} or later.");
        return found.IsUsable ? found : throw new PythonNotFoundException(
            $"'{asked}' is {Describe(found)}; CPython {PythonInstallation.MinimumVersion} or later is needed.");
    }

    private static string Describe(PythonInstallation python) => $"{python.Implementation} {python.Version}";

    // A bare name is looked up on PATH, as a shell does.
    private static string Resolve(string python)
    {
        if (python.Contains(Path.DirectorySeparatorChar) || python.Contains(Path.AltDirectorySeparatorChar))
        {
            return Path.GetFullPath(python);
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => new[] { Path.Combine(folder, python), Path.Combine(folder, python + ".exe") })
            .FirstOrDefault(File.Exists) ?? python;
    }
}
