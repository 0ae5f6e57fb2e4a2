using System.Globalization;

namespace Bridge.Benchmarks;

/// <summary>Collects pairs of rates measured in the same round, and prints their ratios.</summary>
internal sealed class RatioTable
{
    private readonly Dictionary<string, List<(double Ours, double Theirs)>> _pairs = [];

    public void Add(string what, double ours, double theirs)
    {
        if (!_pairs.TryGetValue(what, out var pairs))
        {
            _pairs[what] = pairs = [];
        }

        pairs.Add((ours, theirs));
    }

    /// <summary>One line each: median rates, and minimum, median and maximum of the ratios.</summary>
    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"{"",-34}{"Bridge /s",12}{"Python /s",12}{"ratio",8}  (lowest to highest)");
        foreach (var (what, pairs) in _pairs)
        {
            var ratios = pairs.Select(pair => pair.Ours / pair.Theirs).Order().ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what,-34}{Median(pairs.Select(p => p.Ours)),12:N0}{Median(pairs.Select(p => p.Theirs)),12:N0}"
                + $"{Median(ratios),8:0.00}  ({ratios[0]:0.00} to {ratios[^1]:0.00})"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
