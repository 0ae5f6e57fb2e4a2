using Bridge.Cli.Output;
using Bridge.Cli.Shadow;

namespace Bridge.Cli.Run;

/// <summary>How a run ended that went through all its rows.</summary>
/// <param name="State">How many rows, how many of them failed, how long it took.</param>
/// <param name="Failures">The sentence about failed rows; null when there are none.</param>
internal sealed record RunOutcome(JobState State, string? Failures)
{
    /// <summary>What a second function returned differently; null without one.</summary>
    public ShadowFindings? Shadow { get; init; }

    /// <summary>The exit code: whether rows failed, or with a shadow, whether it differs.</summary>
    /// <remarks>A row that fails in both is no difference; one that could not be written is more than that.</remarks>
    public int ExitCode =>
        Shadow is null ? Of(Failures is null)
        : Of(Shadow.IsSame && State.Failed <= Shadow.Report!.First.Failed);

    private static int Of(bool isGood) => isGood ? Errors.ExitCode.Done : Errors.ExitCode.Failed;
}
