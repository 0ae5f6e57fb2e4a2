using System.Globalization;

namespace Bridge.Benchmarks.Calls;

/// <summary>Whether a goal is reached, by all lines that are about it.</summary>
/// <param name="Goal">The goal in words.</param>
/// <param name="IsReached">Whether the median of every line is good enough.</param>
/// <param name="Reached">How many lines reach it.</param>
/// <param name="Of">Of how many.</param>
/// <param name="Worst">The worst median.</param>
/// <param name="WorstLine">Where that was.</param>
internal sealed record Verdict(string Goal, bool IsReached, int Reached, int Of, double Worst, string WorstLine)
{
    public static Verdict On(Calls.Goal goal, IReadOnlyList<Line> lines)
    {
        var reached = lines.Count(line => line.IsReached == true);
        var worst = goal.IsMost ? lines.MaxBy(line => line.Judged)! : lines.MinBy(line => line.Judged)!;
        return new Verdict(
            goal.Title, reached == lines.Count, reached, lines.Count, worst.Judged, $"{worst.Where}, {worst.What}");
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsReached ? "reached" : "MISSED"),-8} {Goal}: {Reached} of {Of}, the worst {Worst:0.##} ({WorstLine})");
}
