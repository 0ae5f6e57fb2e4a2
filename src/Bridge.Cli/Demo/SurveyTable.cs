using System.Globalization;
using Bridge.Cli.Output;
using Spectre.Console;

namespace Bridge.Cli.Demo;

/// <summary>Shows the largest modules and the totals.</summary>
internal static class SurveyTable
{
    private const int Shown = 10;

    /// <summary>Prints the table to standard output.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<ModuleFigures> modules)
    {
        var table = new Table()
            .AddColumns("module", "lines", "functions", "classes", "imports", "longest function", "annotated");
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        var largest = modules
            .OrderByDescending(module => module.Lines)
            .ThenBy(module => module.Module, StringComparer.Ordinal)
            .Take(Shown);
        foreach (var module in largest)
        {
            table.AddRow(
                module.Module,
                Number(module.Lines),
                Number(module.Functions),
                Number(module.Classes),
                Number(module.Imports),
                Number(module.LongestFunction),
                module.Annotated.ToString("P0", CultureInfo.InvariantCulture));
        }

        table.AddEmptyRow();
        table.AddRow(
            $"all {Number(modules.Count)} modules",
            Number(modules.Sum(module => module.Lines)),
            Number(modules.Sum(module => module.Functions)),
            Number(modules.Sum(module => module.Classes)),
            Number(modules.Sum(module => module.Imports)),
            Number(modules.Max(module => module.LongestFunction)),
            "");
        terminal.OpenOutputConsole().Write(table);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
