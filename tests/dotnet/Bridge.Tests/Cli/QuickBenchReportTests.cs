using System.Globalization;
using System.Text.Json;
using Bridge.Cli.Bench;
using Bridge.Cli.Output;
using Bridge.Hosting;

namespace Bridge.Tests.Cli;

public class QuickBenchReportTests
{
    private const char Edge = '│';

    [Fact]
    public void The_JSON_holds_what_the_table_says()
    {
        var report = new QuickBenchReport(
            new PythonInstallation("/usr/bin/python3", new Version(3, 11, 7), "cpython", "PATH"),
            [
                Line("Unix", "dict set", (1000, 2000, 9000), (1100, 2750, 8800), (900, 900, 9900)),
                Line("TCP", "queue put+get", (12_345.6, 23_456.7, 34_567.8)),
            ]);

        var shown = Show(report).Split('\n').Select(line => line.Split(Edge, StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 2).Skip(1).Select(cells => cells[1..^1]);

        var lines = JsonDocument.Parse(report.ToJson()).RootElement.GetProperty("lines").EnumerateArray().ToList();
        Assert.Equal(lines.Select(Cells), shown);
        Assert.Equal(
            ["Unix", "dict set", "1,000", "2,000", "2.00 (1.00 to 2.50)", "9,000", "9.00 (8.00 to 11.00)"],
            Cells(lines[0]));
    }

    private static QuickBenchLine Line(string transport, string what, params (double, double, double)[] rounds)
    {
        var line = new QuickBenchLine(transport, what);
        foreach (var (python, one, many) in rounds)
        {
            line.Add(python, one, many);
        }

        return line;
    }

    private static string Show(QuickBenchReport report)
    {
        using var output = new StringWriter();
        using var terminal = new Terminal(output, TextWriter.Null, isInteractive: false);
        report.Write(terminal);
        return output.ToString();
    }

    private static string[] Cells(JsonElement line)
    {
        return
        [
            line.GetProperty("transport").GetString()!, line.GetProperty("call").GetString()!, Rate("python_per_second"),
            Rate("bridge_per_second"), Ratio("ratio"), Rate("bridge_tasks_per_second"), Ratio("tasks_ratio"),
        ];

        string Rate(string name) => line.GetProperty(name).GetDouble().ToString("N0", CultureInfo.InvariantCulture);

        string Ratio(string name)
        {
            var ratio = line.GetProperty(name);
            return string.Create(
                CultureInfo.InvariantCulture, $"{Of("median"):0.00} ({Of("lowest"):0.00} to {Of("highest"):0.00})");

            double Of(string which) => ratio.GetProperty(which).GetDouble();
        }
    }
}
