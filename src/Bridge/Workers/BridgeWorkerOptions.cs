using Bridge.Manager;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Workers;

/// <summary>How a <see cref="BridgeWorker"/> starts and works. Immutable.</summary>
public sealed record BridgeWorkerOptions
{
    /// <summary>All defaults.</summary>
    public static BridgeWorkerOptions Default { get; } = new();

    /// <summary>
    /// Runs once before the first row, as <c>setup()</c> in a Python module; null, the default, for nothing. It gets the
    /// client of the manager, which lives as long as the worker.
    /// </summary>
    /// <remarks>When it throws, the worker does not start, and whoever started it is told why.</remarks>
    public Func<ManagerClient, CancellationToken, Task>? Setup { get; init; }

    /// <summary>How the worker connects and reads: deadlines, limits, converters, <c>RewriteAddress</c>.</summary>
    public ManagerClientOptions Client { get; init; } = ManagerClientOptions.Default;

    /// <summary>How long a handler may go on after SIGTERM before the process ends anyway.</summary>
    /// <value>5 seconds by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan StopTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>Where the worker logs. Not to standard output before it is ready.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
