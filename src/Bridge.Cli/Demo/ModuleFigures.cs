using System.Globalization;

namespace Bridge.Cli.Demo;

/// <summary>What the survey knows about one module.</summary>
/// <param name="Module">Its name.</param>
/// <param name="Lines">Lines of its file.</param>
/// <param name="Functions">Functions and methods.</param>
/// <param name="Classes">Classes.</param>
/// <param name="Imports">Import statements.</param>
/// <param name="LongestFunction">Lines of the longest function.</param>
/// <param name="Annotated">Share of the places for a type annotation that have one.</param>
internal sealed record ModuleFigures(
    string Module, long Lines, long Functions, long Classes, long Imports, long LongestFunction, double Annotated)
{
    /// <summary>Reads the dict that the worker function returned.</summary>
    public static ModuleFigures Read(object? result)
    {
        var figures = ((IEnumerable<KeyValuePair<object?, object?>>)result!).ToDictionary(
            pair => (string)pair.Key!, pair => pair.Value);
        return new ModuleFigures(
            (string)figures["module"]!,
            Count(figures["lines"]),
            Count(figures["functions"]),
            Count(figures["classes"]),
            Count(figures["imports"]),
            Count(figures["longest_function"]),
            Convert.ToDouble(figures["annotated"], CultureInfo.InvariantCulture));
    }

    private static long Count(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
