using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Bridge.Cli.Output;
using Bridge.Hosting;
using Spectre.Console;

namespace Bridge.Cli.Bench;

/// <summary>The figures of <c>bench</c>, for people and for programs.</summary>
internal sealed record QuickBenchReport(PythonInstallation Python, IReadOnlyList<QuickBenchLine> Lines)
{
    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonText.Line(json =>
    {
        json.WriteStartObject();
        json.WriteString("python", Python.Version.ToString());
        json.WriteString("python_path", Python.Executable);
        json.WriteString("dotnet", RuntimeInformation.FrameworkDescription);
        json.WriteString("system", RuntimeInformation.OSDescription);
        json.WriteNumber("processors", Environment.ProcessorCount);
        json.WriteNumber("rounds", QuickBench.Rounds);
        json.WriteNumber("tasks", QuickBench.Tasks);
        json.WriteStartArray("lines");
        foreach (var line in Lines)
        {
            json.WriteStartObject();
            json.WriteString("transport", line.Transport);
            json.WriteString("call", line.What);
            json.WriteNumber("python_per_second", Math.Round(line.Python));
            json.WriteNumber("bridge_per_second", Math.Round(line.One));
            json.WriteNumber("bridge_tasks_per_second", Math.Round(line.Many));
            WriteSpread(json, "ratio", line.OneRatio);
            WriteSpread(json, "tasks_ratio", line.ManyRatio);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>A table on standard output.</summary>
    public void Write(Terminal terminal)
    {
        var console = terminal.OpenOutputConsole();
        var tasks = QuickBench.Tasks.ToString(CultureInfo.InvariantCulture);
        var table = new Table().AddColumns(
            "over", "call", "Python /s", "Bridge /s", "ratio", $"Bridge, {tasks} tasks /s", "ratio");
        foreach (var column in table.Columns.Skip(2))
        {
            column.RightAligned();
        }

        foreach (var line in Lines)
        {
            table.AddRow(
                line.Transport, line.What, Rate(line.Python), Rate(line.One), Ratio(line.OneRatio),
                Rate(line.Many), Ratio(line.ManyRatio));
        }

        console.Write(table);
        terminal.Output.WriteLine(
            $"Python {Python.Version}, {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors; "
            + $"median of {QuickBench.Rounds} interleaved rounds, lowest to highest ratio of a round.");
        terminal.Output.WriteLine(
            "Ratios compare with Python's own proxies, one call at a time, on the same stock manager: above 1 is faster.");
    }

    private static string Rate(double rate) => rate.ToString("N0", CultureInfo.InvariantCulture);

    private static string Ratio(Spread ratio) => string.Create(
        CultureInfo.InvariantCulture, $"{ratio.Median:0.00} ({ratio.Lowest:0.00} to {ratio.Highest:0.00})");

    private static void WriteSpread(Utf8JsonWriter json, string name, Spread spread)
    {
        json.WriteStartObject(name);
        json.WriteNumber("lowest", Math.Round(spread.Lowest, 3));
        json.WriteNumber("median", Math.Round(spread.Median, 3));
        json.WriteNumber("highest", Math.Round(spread.Highest, 3));
        json.WriteEndObject();
    }
}
