using System.Globalization;
using Bridge.Cli.Csv;
using Bridge.Cli.Errors;
using Bridge.Cli.Files;
using Bridge.Cli.Output;
using Bridge.Workers;

namespace Bridge.Cli.Run;

/// <summary>Collects failed rows: in a CSV file, or the first few of them on standard error.</summary>
internal sealed class FailedRows : IAsyncDisposable
{
    /// <summary>How many failed rows are shown when there is no file for them.</summary>
    private const int Shown = 5;

    /// <summary>How much of a message is shown; the file has all of it.</summary>
    private const int Longest = 500;

    private readonly string? _file;
    private readonly CsvOutput? _output;
    private readonly IReadOnlyList<string> _columns;

    private FailedRows(string? file, IReadOnlyList<string> columns)
    {
        _file = file;
        _columns = columns;
        _output = file is null ? null : new CsvOutput(NamedStream.OutputName(file), NamedStream.OpenWrite(file));
    }

    /// <summary>How many rows failed so far.</summary>
    public long Count { get; private set; }

    /// <summary>Creates the file, if one is asked for, and writes its header.</summary>
    /// <param name="file">The value of <c>--errors</c>.</param>
    /// <param name="columns">The columns of the input, which follow those of the error.</param>
    public static async Task<FailedRows> OpenAsync(string? file, IReadOnlyList<string> columns)
    {
        var rows = new FailedRows(file, columns);
        if (rows._output is not null)
        {
            await rows._output.WriteAsync(
                ["error_row", "error_type", "error_message", "error_traceback", .. columns]);
        }

        return rows;
    }

    /// <summary>Adds one failed row.</summary>
    /// <param name="index">Its place in the input, from 0.</param>
    /// <param name="row">The row itself.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="progress">Where the row is shown when there is no file.</param>
    public async Task AddAsync(
        long index, IReadOnlyDictionary<string, string> row, RowError error, IJobProgress progress)
    {
        Count++;
        if (_output is not null)
        {
            await _output.WriteAsync(
            [
                (index + 1).ToString(CultureInfo.InvariantCulture),
                error.PythonType,
                error.Message,
                error.Traceback,
                .. _columns.Select(column => row[column]),
            ]);
        }
        else if (Count <= Shown)
        {
            var type = error.PythonType.Replace("builtins.", "", StringComparison.Ordinal);
            var message = ErrorReport.OneLine(error.Message);
            progress.Note($"bridge: row {index + 1}: {type}: {(message.Length > Longest ? message[..Longest] + "…" : message)}");
        }
    }

    /// <summary>Hands the rows added so far to the file.</summary>
    public Task FlushAsync() => _output?.FlushAsync() ?? Task.CompletedTask;

    /// <summary>The sentence that ends a run with failed rows.</summary>
    /// <param name="total">How many rows there were.</param>
    public string Summarize(long total)
    {
        var figures = string.Create(CultureInfo.InvariantCulture, $"{Count:N0} of {total:N0} rows failed");
        return _file is null
            ? $"{figures}; add --errors FILE to collect them with their tracebacks."
            : $"{figures}; they are in {NamedStream.OutputName(_file)} with their tracebacks.";
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _output?.DisposeAsync() ?? ValueTask.CompletedTask;
}
