using System.Globalization;
using System.Text;
using Bridge.Cli.Csv;
using Bridge.Cli.Errors;
using Bridge.Cli.Files;
using Bridge.Cli.Output;
using Bridge.Workers;

namespace Bridge.Cli.Shadow;

/// <summary>All differences in a file, one in each line. Whole lines only, also when the run is interrupted.</summary>
internal sealed class DifferenceFile : IAsyncDisposable
{
    private static readonly string[] JsonEndings = [".jsonl", ".ndjson", ".json"];

    private readonly string _name;
    private readonly CsvOutput? _csv;
    private readonly StreamWriter? _json;

    private DifferenceFile(string file)
    {
        _name = NamedStream.OutputName(file);
        var stream = NamedStream.OpenWrite(file);
        if (JsonEndings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            _json = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        }
        else
        {
            _csv = new CsvOutput(_name, stream);
        }
    }

    /// <summary>Creates the file; a CSV gets its header.</summary>
    public static async Task<DifferenceFile> OpenAsync(string file)
    {
        var differences = new DifferenceFile(file);
        if (differences._csv is { } csv)
        {
            await csv.WriteAsync(["row", "field", "kind", "first", "second"]);
        }

        return differences;
    }

    /// <summary>Adds a difference, and hands it to the file.</summary>
    /// <exception cref="CliException">The file cannot be written.</exception>
    public async Task WriteAsync(RowDifference<Dictionary<string, string>> difference)
    {
        var row = difference.Index + 1;
        var kind = NameOf(difference.Kind);
        var first = difference.Kind == RowDifferenceKind.Extra ? null : difference.FirstText;
        var second = difference.Kind == RowDifferenceKind.Missing ? null : difference.SecondText;
        if (_csv is not null)
        {
            string[] cells =
                [row.ToString(CultureInfo.InvariantCulture), difference.Field, kind, first ?? "", second ?? ""];
            await _csv.WriteAsync([.. cells.Select(LoneSurrogates.Replace)]);
            return;
        }

        var line = JsonText.Line(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("row", row);
            writer.WriteString("field", LoneSurrogates.Replace(difference.Field));
            writer.WriteString("kind", kind);
            writer.WriteString("first", first is null ? null : LoneSurrogates.Replace(first));
            writer.WriteString("second", second is null ? null : LoneSurrogates.Replace(second));
            writer.WriteEndObject();
        });
        await GuardAsync(() => _json!.WriteLineAsync(line));
    }

    /// <summary>Hands what was added to the file.</summary>
    public Task FlushAsync() => _csv is not null ? _csv.FlushAsync() : GuardAsync(() => _json!.FlushAsync());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_csv is not null)
        {
            await _csv.DisposeAsync();
        }
        else
        {
            await GuardAsync(async () => await _json!.DisposeAsync());
        }
    }

    // Part of the format, whatever the names in C# are.
    private static string NameOf(RowDifferenceKind kind) => kind switch
    {
        RowDifferenceKind.Type => "type",
        RowDifferenceKind.Missing => "missing",
        RowDifferenceKind.Extra => "extra",
        RowDifferenceKind.Error => "error",
        _ => "value",
    };

    private async Task GuardAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Failed(
                $"{_name} cannot be written ({ErrorReport.OneLine(e.Message).TrimEnd('.')}); "
                + "free space or choose another place.",
                e);
        }
    }
}
