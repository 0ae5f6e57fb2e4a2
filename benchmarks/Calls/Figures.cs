namespace Bridge.Benchmarks.Calls;

/// <summary>Collects what the rounds measured.</summary>
internal sealed class Figures
{
    private readonly List<Line> _lines = [];
    private readonly List<GrowthPoint> _growth = [];

    public IReadOnlyList<Line> Lines => _lines;

    public IReadOnlyList<GrowthPoint> Growth => _growth;

    /// <summary>Two rates of one round: the ratio is ours over theirs.</summary>
    public void Compare(string where, string what, string against, double ours, double theirs, Goal? goal, string unit = "/s") =>
        Find(where, what, against, unit, goal).Add(ours, theirs);

    /// <summary>A figure of our own.</summary>
    public void Add(string where, string what, double value, string unit, Goal? goal = null) =>
        Find(where, what, "", unit, goal).Add(value);

    /// <summary>A point of a curve.</summary>
    /// <param name="curve">What grows: tasks, proxies or bytes.</param>
    /// <param name="series">Whose curve it is.</param>
    /// <param name="x">How many.</param>
    /// <param name="rate">Calls per second.</param>
    /// <param name="latency">Seconds that a caller waits for one.</param>
    public void AddGrowth(string curve, string series, double x, double rate, double latency)
    {
        var point = _growth.Find(point => point.Curve == curve && point.Series == series && point.X == x);
        if (point is null)
        {
            _growth.Add(point = new GrowthPoint(curve, series, x));
        }

        point.Add(rate, latency);
    }

    private Line Find(string where, string what, string against, string unit, Goal? goal)
    {
        var line = _lines.Find(line => line.Where == where && line.What == what && line.Against == against);
        if (line is null)
        {
            _lines.Add(line = new Line(where, what, against, unit, goal));
        }

        return line;
    }
}
