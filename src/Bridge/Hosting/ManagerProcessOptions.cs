using Bridge.Connections;
using Bridge.Manager;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Hosting;

/// <summary>How a <see cref="ManagerProcess"/> starts. Immutable.</summary>
public sealed record ManagerProcessOptions
{
    /// <summary>All defaults.</summary>
    public static ManagerProcessOptions Default { get; } = new();

    /// <summary>The path or name of the interpreter; null, the default, to look for one (<see cref="PythonLocator"/>).</summary>
    public string? Python { get; init; }

    /// <summary>Where the manager listens; null, the default, for a private place of its own.</summary>
    public ManagerAddress? Address { get; init; }

    /// <summary>The authkey; null, the default, for 32 random bytes.</summary>
    public AuthKey? AuthKey { get; init; }

    /// <summary>
    /// Python functions, <c>module:function</c> or <c>path/to/file.py:function</c>, each called with the manager class
    /// before the server starts, so that it can register typeids. None by default.
    /// </summary>
    public IReadOnlyList<string> Register { get; init; } = [];

    /// <summary>The current folder of the process; null, the default, for ours.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>How long the process may take until the manager listens.</summary>
    /// <value>20 seconds by default.</value>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Receives each line that the process prints, on a thread of the pool; null, the default, to log it only.</summary>
    public Action<string>? Output { get; init; }

    /// <summary>Options of <see cref="ManagerProcess.Client"/>.</summary>
    public ManagerClientOptions Client { get; init; } = ManagerClientOptions.Default;

    /// <summary>Where the process and its output are logged.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
