using Bridge.Pickle;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.PythonNet;

/// <summary>How CPython runs in this process.</summary>
public sealed record EmbeddedPythonOptions
{
    /// <summary>The defaults.</summary>
    public static EmbeddedPythonOptions Default { get; } = new();

    /// <summary>The path or name of the interpreter, or of that of a virtual environment.</summary>
    /// <value>Null, the default, for <c>BRIDGE_PYTHON</c>, or else the first one found that can be embedded.</value>
    public string? Python { get; init; }

    /// <summary>The interpreter's shared library, where it is not found by itself.</summary>
    /// <value>Null by default: the interpreter is asked.</value>
    public string? Library { get; init; }

    /// <summary>How many calls may run in Python at once, each on a thread of its own; more wait for their turn.</summary>
    /// <value>8 by default. One that waits in Python, for a queue or a socket, counts.</value>
    public int MaxThreads { get; init; } = 8;

    /// <summary>How long a canceled call may take to end; then it is left behind, and its result is lost.</summary>
    /// <value>One second by default. Python code is interrupted at its next instruction; a wait in C is not.</value>
    public TimeSpan CancellationGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the end may take: for threads that are no daemons, for <c>atexit</c>, for child processes.</summary>
    /// <value>Five seconds by default. Then the process ends all the same.</value>
    public TimeSpan ExitTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where Bridge logs, and with <see cref="CaptureOutput"/> Python's <c>print</c> and <c>logging</c>.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>
    /// Whether <c>sys.stdout</c>, <c>sys.stderr</c> and the records of <c>logging</c> go to <see cref="LoggerFactory"/>,
    /// in the categories <c>Python.stdout</c>, <c>Python.stderr</c> and <c>Python.</c> with the logger's name.
    /// </summary>
    /// <value>False by default: they go where those of the process go.</value>
    public bool CaptureOutput { get; init; }

    /// <summary>How values travel.</summary>
    public PickleOptions Pickle { get; init; } = PickleOptions.Default;
}
