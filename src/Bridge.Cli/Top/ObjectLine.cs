using Bridge.Manager;

namespace Bridge.Cli.Top;

/// <summary>An object, and how it changed since the sample before.</summary>
/// <param name="Object">The object.</param>
/// <param name="LengthChange">By how much its length changed in a second; null when that is unknown.</param>
/// <param name="UnfinishedChange">The same for the unfinished tasks of a queue.</param>
internal sealed record ObjectLine(SampledObject Object, double? LengthChange, double? UnfinishedChange)
{
    /// <summary>How much moves, whichever way.</summary>
    public double Activity => Math.Max(Math.Abs(LengthChange ?? 0), Math.Abs(UnfinishedChange ?? 0));
}
