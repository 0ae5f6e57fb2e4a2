namespace Bridge.Cli.Bench;

/// <summary>One kind of call over one transport: calls per second in each round.</summary>
internal sealed class QuickBenchLine(string transport, string what)
{
    private readonly List<(double Python, double One, double Many)> _rounds = [];

    /// <summary><c>Unix</c>, <c>pipe</c> or <c>TCP</c>.</summary>
    public string Transport => transport;

    /// <summary>One of <see cref="CallCases.Names"/>.</summary>
    public string What => what;

    /// <summary>Python's own proxies, one call at a time.</summary>
    public double Python => Spread.Of(_rounds.Select(round => round.Python)).Median;

    /// <summary>Ours, one call at a time.</summary>
    public double One => Spread.Of(_rounds.Select(round => round.One)).Median;

    /// <summary>Ours, from many tasks.</summary>
    public double Many => Spread.Of(_rounds.Select(round => round.Many)).Median;

    /// <summary>How many times as fast as Python's, one call at a time; of each round.</summary>
    public Spread OneRatio => Spread.Of(_rounds.Select(round => round.One / round.Python));

    /// <summary>The same for many tasks.</summary>
    public Spread ManyRatio => Spread.Of(_rounds.Select(round => round.Many / round.Python));

    /// <summary>Adds the rates of one round.</summary>
    public void Add(double python, double one, double many) => _rounds.Add((python, one, many));
}
