using Microsoft.Extensions.Logging;

namespace Bridge.Hosting;

/// <summary>Starts the Python half in a child process.</summary>
internal static class PythonProcess
{
    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="PythonProcessException">It could not start, or reported why it cannot do its work.</exception>
    public static Task<(ChildProcess Process, ChildReport Report)> StartAsync(
        PythonInstallation python, PythonStart start, ILogger logger, CancellationToken cancellationToken) =>
        ChildProcess.StartAsync(
            new ChildStart(new PythonCommand(python, start.Command), start.Role, start.Configuration, start.Timeout)
            {
                WorkingDirectory = start.WorkingDirectory,
                Output = start.Output,
            },
            logger,
            cancellationToken);
}
