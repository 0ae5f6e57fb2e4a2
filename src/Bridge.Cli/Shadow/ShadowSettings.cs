using Bridge.Workers;

namespace Bridge.Cli.Shadow;

/// <summary>What <c>run --shadow</c> compares, and how.</summary>
internal sealed record ShadowSettings
{
    /// <summary>The second function.</summary>
    public required string Worker { get; init; }

    /// <summary>The file for all differences; null to show the first of them only.</summary>
    public string? Report { get; init; }

    /// <summary>What is taken for the same.</summary>
    public required ShadowOptions Comparison { get; init; }
}
