using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Workers;

/// <summary>How a <see cref="WorkerPool"/> starts and works. Immutable.</summary>
public sealed record WorkerPoolOptions
{
    /// <summary>All defaults.</summary>
    public static WorkerPoolOptions Default { get; } = new();

    /// <summary>How many processes work.</summary>
    /// <value>The number of processors by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Workers
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = Environment.ProcessorCount;

    /// <summary>How many rows travel together.</summary>
    /// <value>100 by default. Fewer are sent when the input pauses.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 100;

    /// <summary>Whether results come in the order of their rows.</summary>
    /// <value>False by default: they come as they are done.</value>
    public bool Ordered { get; init; }

    /// <summary>How many worker processes one batch may kill before its rows are reported as failed.</summary>
    /// <value>3 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxDeaths
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 3;

    /// <summary>
    /// Whether a dict row answers a missing key with <c>dotnet_bridge.MissingColumnError</c>, a KeyError that names the
    /// keys there are. Meant for rows of a table, whose values are text: a worker in .NET then reads them as the numbers
    /// and dates of its record as well. False by default.
    /// </summary>
    public bool CheckColumns { get; init; }

    /// <summary>The path or name of the interpreter for a function in Python; null, the default, to look for one.</summary>
    public string? Python { get; init; }

    /// <summary>
    /// A program that is started for each worker and calls <see cref="BridgeWorker"/>: the path of a dll or an executable.
    /// It is asked for the function by its name; null, the default, to take what the function's text says.
    /// </summary>
    public string? Program { get; init; }

    /// <summary>The path of <c>Bridge.WorkerHost.dll</c>, which runs a method of an assembly; null to look for it.</summary>
    /// <value>
    /// Null by default: what <c>DOTNET_BRIDGE_WORKER_HOST</c> names, or the one beside this program or in its folder
    /// <c>worker-host</c>, where the package DotNetBridge.WorkerHost puts it.
    /// </value>
    public string? WorkerHost { get; init; }

    /// <summary>The current folder of the workers; null, the default, for ours. Modules are looked for here.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>How long a worker may take to import its function and run <c>setup()</c>.</summary>
    /// <value>60 seconds by default.</value>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Receives each line that a worker prints, on a thread of the pool; null, the default, to log it only.</summary>
    public Action<string>? Output { get; init; }

    /// <summary>Where the pool logs.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
