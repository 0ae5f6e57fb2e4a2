namespace Bridge.Cli.Doctor;

/// <summary>Everything that <c>doctor</c> found.</summary>
internal sealed record DoctorReport
{
    /// <summary>The version of the tool.</summary>
    public required string Version { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string DotNet { get; init; }

    /// <summary>The operating system and processor.</summary>
    public required string System { get; init; }

    /// <summary>The Pythons, the preferred one first.</summary>
    public required IReadOnlyList<PythonFinding> Pythons { get; init; }

    /// <summary>The one that commands use without <c>--python</c>; null when there is none.</summary>
    public required PythonFinding? Best { get; init; }

    /// <summary>Why there is none.</summary>
    public required string? Problem { get; init; }

    /// <summary>Digests of the handshake.</summary>
    public required IReadOnlyList<Finding> Digests { get; init; }

    /// <summary>Ways to reach a manager.</summary>
    public required IReadOnlyList<Finding> Transports { get; init; }

    /// <summary>Whether anything can be run here.</summary>
    public bool IsHealthy => Best is not null;
}
