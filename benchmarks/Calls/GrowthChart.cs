using System.Globalization;
using ScottPlot;
using ScottPlot.MultiplotLayouts;
using ScottPlot.TickGenerators;

namespace Bridge.Benchmarks.Calls;

/// <summary>The curves of the growth as one picture.</summary>
internal static class GrowthChart
{
    private static readonly (string Curve, string Title, string Axis)[] Panels =
    [
        ("tasks", "dict set from 1 to 256 tasks, one proxy", "tasks"),
        ("proxies", "dict set from 64 tasks over 1 to 64 proxies", "proxies"),
        ("bytes", "set or get of one value, one caller", "bytes of the value"),
    ];

    /// <summary>Writes a PNG: calls per second above, what a caller waits below.</summary>
    public static void Save(string file, IReadOnlyList<GrowthPoint> points)
    {
        var plots = new Multiplot();
        plots.AddPlots(2 * Panels.Length); // so many altogether: it comes with one
        for (var i = 0; i < Panels.Length; i++)
        {
            var (curve, title, axis) = Panels[i];
            var ofCurve = points.Where(point => point.Curve == curve).ToList();
            var (rates, waits) = (plots.GetPlot(i), plots.GetPlot(Panels.Length + i));
            Draw(rates, ofCurve, axis, point => point.Rate.Median);
            rates.Title(title);
            rates.YLabel("calls/s");
            rates.ShowLegend(curve == "bytes" ? Alignment.LowerLeft : Alignment.LowerRight);
            Draw(waits, ofCurve, axis, point => point.Latency.Median * 1e6);
            waits.YLabel("latency in µs");
            waits.ShowLegend(Alignment.UpperLeft);
        }

        plots.Layout = new Grid(2, Panels.Length);
        plots.SavePng(file, 1500, 800);
    }

    // Both axes are logarithmic, which ScottPlot has by plotting the logarithms.
    private static void Draw(Plot plot, List<GrowthPoint> points, string axis, Func<GrowthPoint, double> value)
    {
        foreach (var series in points.GroupBy(point => point.Series))
        {
            var line = plot.Add.Scatter(
                series.Select(point => Math.Log10(point.X)).ToArray(),
                series.Select(point => Math.Log10(value(point))).ToArray());
            line.LegendText = series.Key;
        }

        plot.XLabel(axis);
        plot.Axes.Left.TickGenerator = Decades();
        plot.Axes.Bottom.TickGenerator = axis.StartsWith("bytes", StringComparison.Ordinal)
            ? Decades()
            : Ticks(points.Select(point => point.X).Distinct());
        var values = points.ConvertAll(point => Math.Log10(value(point)));
        if (values.Count > 0)
        {
            plot.Axes.SetLimitsY(Math.Floor(values.Min()), Math.Ceiling(values.Max()));
        }
    }

    private static NumericManual Ticks(IEnumerable<double> values)
    {
        var ticks = new NumericManual();
        foreach (var value in values)
        {
            ticks.AddMajor(Math.Log10(value), value.ToString("N0", CultureInfo.InvariantCulture));
        }

        return ticks;
    }

    private static NumericManual Decades()
    {
        var ticks = new NumericManual();
        for (var exponent = -1; exponent <= 9; exponent++)
        {
            var text = exponent switch
            {
                < 0 => "0.1",
                < 3 => Math.Pow(10, exponent).ToString(CultureInfo.InvariantCulture),
                < 6 => Math.Pow(10, exponent - 3).ToString(CultureInfo.InvariantCulture) + " k",
                < 9 => Math.Pow(10, exponent - 6).ToString(CultureInfo.InvariantCulture) + " M",
                _ => "1 G",
            };
            ticks.AddMajor(exponent, text);
            for (var digit = 2; digit < 10; digit++)
            {
                ticks.AddMinor(exponent + Math.Log10(digit));
            }
        }

        return ticks;
    }
}
