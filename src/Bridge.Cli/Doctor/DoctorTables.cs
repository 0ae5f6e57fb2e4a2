using Bridge.Cli.Output;
using Spectre.Console;

namespace Bridge.Cli.Doctor;

/// <summary>The report for people.</summary>
internal static class DoctorTables
{
    /// <summary>Prints the report to standard output.</summary>
    public static void Write(Terminal terminal, DoctorReport report)
    {
        var console = terminal.OpenOutputConsole();
        console.WriteLine($"bridge {report.Version} · {report.DotNet} · {report.System}");
        console.WriteLine();

        if (report.Pythons.Count > 0)
        {
            console.Write(CreatePythonTable(report.Pythons));
        }

        console.Write(CreateFindingTable([.. report.Digests, .. report.Transports]));
        console.WriteLine(Summarize(report));
    }

    private static string Summarize(DoctorReport report) =>
        report.Best is { } best
            ? $"Ready: managers and workers run with Python {best.Version}, {best.Path}."
            : $"No usable Python. {report.Problem} Install Python 3.9 or newer (Debian: apt install python3; "
                + "others: https://www.python.org/downloads), or name one that runs in BRIDGE_PYTHON.";

    private static Table CreatePythonTable(IReadOnlyList<PythonFinding> pythons)
    {
        var table = new Table().AddColumns("Python", "path", "found by", "usable");
        foreach (var python in pythons)
        {
            table.AddRow(
                new Text(python.Version),
                new Text(python.Path),
                new Text(python.Source),
                new Text(python.Advice ?? "yes"));
        }

        return table;
    }

    private static Table CreateFindingTable(IReadOnlyList<Finding> findings)
    {
        var table = new Table().AddColumns("what", "usable");
        foreach (var finding in findings)
        {
            var state = finding.IsSupported ? "yes" : finding.Advice is { } advice ? $"no: {advice}" : "no";
            table.AddRow(new Text(finding.Name), new Text(state));
        }

        return table;
    }
}
