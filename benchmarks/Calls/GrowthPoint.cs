using Bridge.Cli.Bench;

namespace Bridge.Benchmarks.Calls;

/// <summary>One point of a curve that shows how cost grows.</summary>
internal sealed class GrowthPoint(string curve, string series, double x)
{
    private readonly List<(double Rate, double Latency)> _rounds = [];

    /// <summary><c>tasks</c>, <c>proxies</c> or <c>bytes</c>.</summary>
    public string Curve => curve;

    public string Series => series;

    public double X => x;

    /// <summary>Calls per second.</summary>
    public Spread Rate => Spread.Of(_rounds.Select(round => round.Rate));

    /// <summary>Seconds that a caller waits.</summary>
    public Spread Latency => Spread.Of(_rounds.Select(round => round.Latency));

    public void Add(double rate, double latency) => _rounds.Add((rate, latency));
}
