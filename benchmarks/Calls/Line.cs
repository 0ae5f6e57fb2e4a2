using System.Text.Json.Serialization;
using Bridge.Cli.Bench;

namespace Bridge.Benchmarks.Calls;

/// <summary>One comparison, or one figure of our own: what it was in each round.</summary>
/// <param name="where">Transport and version of CPython.</param>
/// <param name="what">What was done.</param>
/// <param name="against">What ours is compared with; empty for a figure of our own.</param>
/// <param name="unit">The unit of both sides.</param>
/// <param name="goal">What it must be; null when it is only of interest.</param>
internal sealed class Line(string where, string what, string against, string unit, Goal? goal)
{
    private readonly List<(double Ours, double Theirs)> _rounds = [];

    public string Where => where;

    public string What => what;

    public string Against => against;

    public string Unit => unit;

    /// <summary>Median of ours.</summary>
    public Spread Ours => Spread.Of(_rounds.Select(round => round.Ours));

    /// <summary>Median of theirs; null for a figure of our own.</summary>
    public Spread? Theirs => IsComparison ? Spread.Of(_rounds.Select(round => round.Theirs)) : null;

    /// <summary>How many times as fast ours was, of each round; null for a figure of our own.</summary>
    public Spread? Ratio => IsComparison ? Spread.Of(_rounds.Select(round => round.Ours / round.Theirs)) : null;

    /// <summary>What the goal is about.</summary>
    [JsonIgnore]
    public double Judged => (Ratio ?? Ours).Median;

    [JsonIgnore]
    public Goal? Goal => goal;

    public double? Aim => goal?.Value;

    public bool? IsReached => goal?.IsReached(Judged);

    /// <summary>The rounds, ours and theirs.</summary>
    public IReadOnlyList<double[]> Rounds =>
        [.. _rounds.Select(round => IsComparison ? new[] { round.Ours, round.Theirs } : [round.Ours])];

    private bool IsComparison => against.Length > 0;

    public void Add(double ours, double theirs = double.NaN) => _rounds.Add((ours, theirs));
}
