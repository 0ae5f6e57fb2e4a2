using System.ComponentModel;
using System.Diagnostics;
using Bridge.Hosting.Locators;

namespace Bridge.Hosting;

/// <summary>Asks a candidate what it is.</summary>
internal static class PythonProbe
{
    // Runs on every Python from 2.7 on, so that an old one can be named in the message. Imports nothing but sys: the
    // current folder comes first on the path, and may hold a file of any name.
    private const string Question =
        "import sys; print('\\n'.join([sys.executable or '', '.'.join(map(str, sys.version_info[:3])), "
        + "getattr(getattr(sys, 'implementation', None), 'name', 'cpython'), sys.prefix]))";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Runs the candidate; null when it does not answer like a Python.</summary>
    public static async Task<PythonInstallation?> RunAsync(
        PythonCandidate candidate, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = PythonFile.Of(candidate.Path);
        if (KnownPythons.Find(candidate, file) is { } known)
        {
            return known;
        }

        var python = await AskAsync(candidate, cancellationToken).ConfigureAwait(false);
        if (python is not null)
        {
            KnownPythons.Add(candidate, file, python);
        }

        return python;
    }

    private static async Task<PythonInstallation?> AskAsync(
        PythonCandidate candidate, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(candidate.Path, [.. candidate.Arguments, "-S", "-c", Question])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            var answer = await process.StandardOutput.ReadToEndAsync(deadline.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            var lines = answer.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return lines is [var executable, var version, var implementation, var prefix]
                && Version.TryParse(version, out var parsed)
                ? new PythonInstallation(executable, parsed, implementation, candidate.Source) { Prefix = prefix }
                : null;
        }
        catch (Win32Exception)
        {
            return null; // not there, or no program
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // runs, but does not answer
        }
        finally
        {
            if (process is { HasExited: false })
            {
                process.Kill(entireProcessTree: true);
            }

            process?.Dispose();
        }
    }
}
