using Bridge.Cli.Bench;
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
            var ratio = Spread.Of(pairs.Select(pair => pair.Ours / pair.Theirs));
            var ours = Spread.Of(pairs.Select(pair => pair.Ours)).Median;
            var theirs = Spread.Of(pairs.Select(pair => pair.Theirs)).Median;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what,-34}{ours,12:N0}{theirs,12:N0}{ratio.Median,8:0.00}"
                + $"  ({ratio.Lowest:0.00} to {ratio.Highest:0.00})"));
        }
    }
}
