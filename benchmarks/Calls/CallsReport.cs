using System.Globalization;
using System.Text.Json;

namespace Bridge.Benchmarks.Calls;

/// <summary>Everything that was measured, as tables for people or JSON for programs.</summary>
internal sealed record CallsReport(
    Machine Machine,
    IReadOnlyList<string> Pythons,
    int Rounds,
    IReadOnlyList<Line> Lines,
    IReadOnlyList<GrowthPoint> Growth)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The verdict on each goal.</summary>
    public IReadOnlyList<Verdict> Verdicts =>
        [.. from goal in Goal.All
            let lines = Lines.Where(line => line.Goal == goal).ToList()
            where lines.Count > 0
            select Verdict.On(goal, lines)];

    public void WriteJson(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this, Format) + "\n");

    public void Print()
    {
        Console.WriteLine($"""

            {Machine.System}, {Machine.Processor}, {Machine.Processors} processors, load {Machine.Load}
            {Machine.DotNet}; CPython {string.Join(", ", Pythons)}; {Machine.Date}; median of {Rounds} interleaved rounds

            Python: Python's own proxies, one caller, one call at a time, on the same stock manager.
            Floor: raw sockets that send ready-made request bytes, as many under way, and only count reply bytes.
            A ratio says how many times as fast Bridge is; in brackets the lowest and the highest of a round.

            {"",-14}{"",-42}{"Bridge",13}  {"against",-8}{"that",13} {"",-9}{"ratio",6}
            """);
        foreach (var line in Lines)
        {
            Console.WriteLine(Text(line));
        }

        PrintGrowth();
        Console.WriteLine("\nMust show");
        foreach (var verdict in Verdicts)
        {
            Console.WriteLine(verdict);
        }
    }

    private static string Text(Line line)
    {
        var what = $"{line.Where,-14}{line.What,-42}{Number(line.Ours.Median),13}";
        var missed = line.IsReached == false ? "  missed" : "";
        return line.Ratio is { } ratio && line.Theirs is { } theirs
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{what}  {line.Against,-8}{Number(theirs.Median),13} {line.Unit,-9}{ratio.Median,6:0.00}"
                + $" ({ratio.Lowest:0.00} to {ratio.Highest:0.00})")
                + (line.Aim is { } aim ? $"  aim {Number(aim)}" : "") + missed
            : $"{what}  {line.Unit} ({Number(line.Ours.Lowest)} to {Number(line.Ours.Highest)})"
                + (line.Aim is { } most ? $"  at most {Number(most)}" : "") + missed;
    }

    private void PrintGrowth()
    {
        if (Growth.Count > 0)
        {
            Console.WriteLine($"\n{"",-10}{"",-16}{"",12}{"calls/s",12}{"latency",14}");
        }

        foreach (var point in Growth)
        {
            Console.WriteLine(
                $"{point.Curve,-10}{point.Series,-16}{Number(point.X),12}{Number(point.Rate.Median),12}"
                + $"{Number(point.Latency.Median * 1e6),11} µs");
        }
    }

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) < 10 && value != Math.Round(value) ? "0.00" : "N0", CultureInfo.InvariantCulture);
}
