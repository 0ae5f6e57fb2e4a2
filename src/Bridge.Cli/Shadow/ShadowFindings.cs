using System.Globalization;
using Bridge.Cli.Errors;
using Bridge.Cli.Files;
using Bridge.Workers;

namespace Bridge.Cli.Shadow;

/// <summary>What a run with a shadow found.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Report">Counts and times; null when the shadow could not start.</param>
/// <param name="Shown">The first differences, by row.</param>
/// <param name="Error">Why the shadow could not start, or ended before the first function; null if neither.</param>
internal sealed record ShadowFindings(
    ShadowSettings Settings,
    ShadowReport? Report,
    IReadOnlyList<RowDifference<Dictionary<string, string>>> Shown,
    Exception? Error)
{
    /// <summary>So many fields are named with their counts.</summary>
    private const int MostFields = 8;

    /// <summary>Whether all rows were compared, and none differs.</summary>
    public bool IsSame => Report is { IsSame: true };

    /// <summary>The sentences that end the run.</summary>
    public IEnumerable<string> Sentences
    {
        get
        {
            if (Report is null)
            {
                yield return $"nothing was compared, because --shadow cannot start: {Reason}";
                yield break;
            }

            if (Error is not null)
            {
                yield return $"--shadow {Settings.Worker} ended early, only {Number(Report.Compared)} of "
                    + $"{Number(Report.First.Rows)} rows were compared: {Reason}";
            }

            yield return Report.Differing == 0
                ? $"no differences in {Number(Report.Compared)} rows."
                : $"{Number(Report.Differing)} of {Number(Report.Compared)} rows differ: {Fields}; {Place}";
        }
    }

    private string Reason => ErrorReport.OneLine(Error?.Message ?? "").TrimEnd('.') + ".";

    private string Place =>
        Settings.Report is { } file ? $"all differences are in {NamedStream.OutputName(file)}."
        : Report!.Differences > Shown.Count ? "add --shadow-report FILE to collect all differences."
        : "all differences are above.";

    private string Fields
    {
        get
        {
            var counts = Report!.Fields
                .OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .ToList();
            var named = counts.Take(MostFields).Select(pair => $"{NameOf(pair.Key)} {Number(pair.Value)}");
            var others = counts.Skip(MostFields).Sum(pair => pair.Value);
            return string.Join(", ", others > 0 ? named.Append($"others {Number(others)}") : named);
        }
    }

    /// <summary>What people read in place of an empty field.</summary>
    public static string NameOf(string field) => field.Length == 0 ? "result" : ErrorReport.OneLine(field);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
