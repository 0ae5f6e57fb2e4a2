using System.Globalization;
using Bridge.Cli.Errors;
using Bridge.Cli.Output;
using Bridge.Workers;
using Spectre.Console;
using static System.FormattableString;

namespace Bridge.Cli.Shadow;

/// <summary>Shows findings to people, on standard error: the output is for data.</summary>
internal static class ShadowTables
{
    /// <summary>Prints the first differences, and unless it is to be quiet, what each function took.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="first">The first function.</param>
    /// <param name="findings">What to show.</param>
    /// <param name="isQuiet">Whether to leave out figures.</param>
    public static void Write(Terminal terminal, string first, ShadowFindings findings, bool isQuiet)
    {
        if (findings.Report is { } report)
        {
            var console = terminal.OpenErrorConsole();
            if (findings.Shown.Count > 0)
            {
                console.Write(CreateDifferences(first, findings));
                if (report.Differences > findings.Shown.Count)
                {
                    console.WriteLine($"and {Number(report.Differences - findings.Shown.Count)} more");
                }
            }

            if (!isQuiet)
            {
                console.Write(CreateFigures(first, findings.Settings.Worker, report));
            }
        }

        foreach (var sentence in findings.Sentences)
        {
            terminal.Say(sentence);
        }
    }

    private static Table CreateDifferences(string first, ShadowFindings findings)
    {
        var table = CreateTable("row", "field", first, findings.Settings.Worker);
        table.Columns[0].RightAligned();
        foreach (var difference in findings.Shown)
        {
            table.AddRow(
                new Text(Invariant($"{difference.Index + 1}")),
                new Text(ShadowFindings.NameOf(difference.Field)),
                new Text(ErrorReport.OneLine(difference.FirstText)),
                new Text(ErrorReport.OneLine(difference.SecondText)));
        }

        return table;
    }

    private static Table CreateFigures(string first, string second, ShadowReport report)
    {
        var table = CreateTable("", first, second);
        table.Columns[1].RightAligned();
        table.Columns[2].RightAligned();
        AddRow("rows", side => Number(side.Rows));
        AddRow("failed", side => Number(side.Failed));
        AddRow("work of all workers", side => Seconds(side.WorkTime));
        AddRow("work per row", side => side.Rows == 0 ? "" : Seconds(side.WorkTime / side.Rows));
        return table;

        void AddRow(string name, Func<ShadowSide, string> figure) =>
            table.AddRow(new Text(name), new Text(figure(report.First)), new Text(figure(report.Second)));
    }

    private static Table CreateTable(params string[] columns)
    {
        var table = new Table();
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }

        return table;
    }

    private static string Seconds(TimeSpan time) => time switch
    {
        { TotalSeconds: >= 1 } => JobState.Words(time),
        { TotalMilliseconds: >= 1 } => Invariant($"{time.TotalMilliseconds:N1} ms"),
        _ => Invariant($"{time.TotalMicroseconds:N1} µs"),
    };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
