using Bridge.Connections;
using Bridge.Manager;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Testing;

/// <summary>How a <see cref="TestManager"/> starts and ends. Immutable.</summary>
public sealed record TestManagerOptions
{
    /// <summary>All defaults.</summary>
    public static TestManagerOptions Default { get; } = new();

    /// <summary>
    /// The interpreter of the manager: a version (<c>3.12</c>), a path or a name; null, the default, for
    /// <c>BRIDGE_PYTHON</c> or else the first one found (<see cref="Hosting.PythonLocator"/>).
    /// </summary>
    public string? Python { get; init; }

    /// <summary>
    /// Python functions, <c>module:function</c> or <c>path/to/file.py:function</c>, each called with the manager class to
    /// register typeids; in the server, and in each program that runs against it. None by default.
    /// </summary>
    public IReadOnlyList<string> Register { get; init; } = [];

    /// <summary>The current folder of the manager and of the programs; null, the default, for ours.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Where the manager listens; null, the default, for a private place of its own.</summary>
    public ManagerAddress? Address { get; init; }

    /// <summary>Options of <see cref="TestManager.Client"/>; its log goes to the transcript and to its own factory.</summary>
    public ManagerClientOptions Client { get; init; } = ManagerClientOptions.Default;

    /// <summary>Whether objects and processes that are left at the end are no failure. False by default.</summary>
    public bool LeaksAllowed { get; init; }

    /// <summary>How long what is left may take to go before it counts as a leak.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan LeakTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What of Bridge's log the transcript keeps. <see cref="LogLevel.Debug"/> by default.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Debug;

    /// <summary>Where the log goes beside the transcript. Nowhere by default.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Takes the leaks instead of their being thrown by disposal.</summary>
    internal Action<LeakException>? Leaked { get; init; }
}
