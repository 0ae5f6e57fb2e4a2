using Bridge.Cli.Bench;

namespace Bridge.Benchmarks;

/// <summary>One operation on one case: what it took in each round.</summary>
internal sealed class CodecLine(string title, CodecOperation operation)
{
    private readonly List<(double Python, double Bridge)> _rounds = [];

    public string Case => title;

    public string Operation => operation.Name;

    public double Aim => operation.Aim;

    /// <summary>Bytes that one call allocates.</summary>
    public double Allocated { get; private set; }

    /// <summary>Seconds of one call, the median of the rounds.</summary>
    public double Python => Spread.Of(_rounds.Select(round => round.Python)).Median;

    /// <inheritdoc cref="Python"/>
    public double Bridge => Spread.Of(_rounds.Select(round => round.Bridge)).Median;

    /// <summary>Python's time divided by ours, both of one round.</summary>
    public Spread Ratio => Spread.Of(_rounds.Select(round => round.Python / round.Bridge));

    public void Add(double python, (double Seconds, double Allocated) bridge)
    {
        _rounds.Add((python, bridge.Seconds));
        Allocated = bridge.Allocated;
    }
}
