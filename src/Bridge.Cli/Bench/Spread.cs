namespace Bridge.Cli.Bench;

/// <summary>The lowest, the median and the highest of several figures.</summary>
internal readonly record struct Spread(double Lowest, double Median, double Highest)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var median = (sorted[sorted.Count / 2] + sorted[(sorted.Count - 1) / 2]) / 2;
        return new Spread(sorted[0], median, sorted[^1]);
    }
}
