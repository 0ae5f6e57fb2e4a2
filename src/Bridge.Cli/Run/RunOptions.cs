using Bridge.Cli.Shadow;
using Bridge.Workers;

namespace Bridge.Cli.Run;

/// <summary>The options of <c>run</c>, under the names they have on the command line.</summary>
internal sealed record RunOptions
{
    /// <summary>
    /// The function: <c>file.py:function</c>, <c>module:function</c> or <c>Worker.dll:Namespace.Type.Method</c>; or a
    /// program that is a worker, <c>Worker.dll</c>.
    /// </summary>
    public required string Worker { get; init; }

    /// <summary>The CSV to read; <c>-</c> is standard input.</summary>
    public required string Input { get; init; }

    /// <summary>The CSV to write; <c>-</c> is standard output.</summary>
    public string Output { get; init; } = "-";

    /// <summary>How many processes.</summary>
    public required int Workers { get; init; }

    /// <summary>Rows that travel together.</summary>
    public required int Batch { get; init; }

    /// <summary>A running manager to join; null to start one.</summary>
    public string? Manager { get; init; }

    /// <summary>The file that holds the key of <see cref="Manager"/>.</summary>
    public string? AuthKeyFile { get; init; }

    /// <summary>Whether results keep the order of the rows.</summary>
    public bool Ordered { get; init; }

    /// <summary>The CSV for failed rows; null to show the first of them.</summary>
    public string? Errors { get; init; }

    /// <summary>The columns to write; null to take them from the first result.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The Python to use; null to find one.</summary>
    public string? Python { get; init; }

    /// <summary>How long a worker may take until it is ready.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether to show no progress.</summary>
    public bool Quiet { get; init; }

    /// <summary>Whether to log what the library does.</summary>
    public bool Verbose { get; init; }

    /// <summary>The second function for the same rows; null without.</summary>
    public ShadowSettings? Shadow { get; init; }

    /// <summary>Whether a Python is started: not for somebody else's manager and functions of .NET alone.</summary>
    public bool NeedsPython =>
        Manager is null || !WorkerPool.IsDotNet(Worker) || (Shadow is { } shadow && !WorkerPool.IsDotNet(shadow.Worker));
}
