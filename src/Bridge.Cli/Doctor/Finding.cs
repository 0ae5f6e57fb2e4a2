namespace Bridge.Cli.Doctor;

/// <summary>One thing that is there or not.</summary>
/// <param name="Name">What it is.</param>
/// <param name="IsSupported">Whether it can be used here.</param>
/// <param name="Advice">Why not, and how to get it; null when it can.</param>
internal sealed record Finding(string Name, bool IsSupported, string? Advice = null);
