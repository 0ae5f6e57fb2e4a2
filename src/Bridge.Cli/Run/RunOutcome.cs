using Bridge.Cli.Output;

namespace Bridge.Cli.Run;

/// <summary>How a run ended that went through all its rows.</summary>
/// <param name="State">How many rows, how many of them failed, how long it took.</param>
/// <param name="Failures">The sentence about failed rows; null when there are none.</param>
internal sealed record RunOutcome(JobState State, string? Failures);
