using Bridge.Cli.Errors;
using Bridge.Hosting;

namespace Bridge.Cli.Run;

/// <summary>The Python of a command: looked for once, then used for the manager and all workers.</summary>
internal static class PythonChoice
{
    /// <summary>The Python that was asked for, or the best one there is.</summary>
    /// <param name="python">The value of <c>--python</c>.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="CliException">The one that was asked for cannot be used: exit code 2.</exception>
    /// <exception cref="PythonNotFoundException">None was asked for, and there is none.</exception>
    public static async Task<PythonInstallation> FindAsync(string? python, CancellationToken cancellationToken)
    {
        try
        {
            return await PythonLocator.FindAsync(python, cancellationToken);
        }
        catch (PythonNotFoundException e) when (python is not null)
        {
            throw CliException.Usage(e.Message, e);
        }
    }
}
