namespace Bridge.Testing;

/// <summary>How a Python program runs against a <see cref="TestManager"/>. Immutable.</summary>
public sealed record PythonOptions
{
    /// <summary>All defaults.</summary>
    public static PythonOptions Default { get; } = new();

    /// <summary>
    /// The interpreter: a version (<c>3.12</c>), a path or a name; null, the default, for the one of the manager.
    /// </summary>
    public string? Python { get; init; }

    /// <summary>What the program finds in <c>sys.argv[1:]</c>. Empty by default.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The current folder of the program, which it can import from; null, the default, for the manager's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>More folders that the program can import from; put before <c>PYTHONPATH</c>. None by default.</summary>
    public IReadOnlyList<string> PythonPath { get; init; } = [];

    /// <summary>Variables of its environment beside ours. None by default.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How long the program may run; then it prints where each of its threads is, and is ended.</summary>
    /// <value>60 seconds by default; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no limit.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The exit code that it must end with; null to take any.</summary>
    /// <value>0 by default.</value>
    public int? ExpectedExitCode { get; init; } = 0;
}
