using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Bridge.Cli.Errors;
using CsvHelper;

namespace Bridge.Cli.Csv;

/// <summary>Reads rows of a CSV file one by one, each as column name and text.</summary>
/// <remarks>
/// The dialect is that of Python's <c>csv</c> module: comma, <c>"</c> doubled, line breaks inside quotes, empty lines
/// skipped; UTF-8 with or without a byte order mark, and UTF-16 with one. Not thread-safe; one enumeration.
/// </remarks>
internal sealed class CsvInput : IAsyncDisposable
{
    /// <summary>A longer row is a quote that was never closed.</summary>
    private const int MaxRowBytes = 64 * 1024 * 1024;

    private readonly CsvReader _reader;
    private bool _isUnterminated;
    private long _bytesRead;

    private CsvInput(string name, Stream stream)
    {
        Name = name;
        _reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = ',',
            DetectSeparatorHint = false,
            TrackLineNumbers = true,
            MaxRecordSize = MaxRowBytes,
            OnMalformedRecord = record => _isUnterminated |= record.Reason == CsvMalformedReason.UnterminatedQuote,
        });
    }

    /// <summary>What messages call the input.</summary>
    public string Name { get; }

    /// <summary>The column names, in order.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>How far the rows handed out reach into the input, in bytes. May be read from any thread.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>Opens the input and reads its header.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="stream">The bytes; closed with this instance.</param>
    /// <param name="cancellationToken">Cancels waiting for the header.</param>
    /// <exception cref="CliException">There is no header, or a column appears twice.</exception>
    public static async Task<CsvInput> OpenAsync(string name, Stream stream, CancellationToken cancellationToken)
    {
        var input = new CsvInput(name, stream);
        try
        {
            await input.ReadHeaderAsync(cancellationToken);
            return input;
        }
        catch
        {
            await input.DisposeAsync();
            throw;
        }
    }

    /// <summary>The data rows, each a new dictionary that holds every column.</summary>
    /// <exception cref="CliException">A row is not CSV, not UTF-8, or has not as many fields as the header.</exception>
    public async IAsyncEnumerable<Dictionary<string, string>> ReadRowsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken))
        {
            CheckRow();
            var row = new Dictionary<string, string>(Columns.Count);
            for (var i = 0; i < Columns.Count; i++)
            {
                row.Add(Columns[i], _reader.GetString(i));
            }

            Interlocked.Exchange(ref _bytesRead, _reader.ByteOffset + _reader.RawRecord.Length);
            yield return row;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private async Task ReadHeaderAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _reader.ReadHeaderAsync(cancellationToken);
        }
        catch (CsvFormatException e)
        {
            throw Malformed(1, e);
        }

        if (_isUnterminated)
        {
            throw Malformed(1, null);
        }

        Columns = [.. _reader.Headers];
        if (Columns.Count == 0)
        {
            throw CliException.Usage($"{Name} is empty; its first line must name the columns.");
        }

        if (Columns.Any(column => column.Contains('\uFFFD')))
        {
            throw NotUtf8(1);
        }

        var twice = Columns.GroupBy(column => column).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw CliException.Usage(
                $"{Name} has the column '{twice.Key}' twice; give every column a name of its own.");
        }
    }

    private async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException e)
        {
            throw Malformed(e.LineNumber, e);
        }
    }

    private void CheckRow()
    {
        if (_isUnterminated)
        {
            throw Malformed(_reader.LineNumber, null);
        }

        if (_reader.FieldCount != Columns.Count)
        {
            throw CliException.Usage(
                $"{Name} line {_reader.LineNumber} has {Count(_reader.FieldCount, "field")}, but the header names "
                + $"{Count(Columns.Count, "column")}; correct the line or quote its commas.");
        }

        if (!Utf8.IsValid(_reader.RawRecord))
        {
            throw NotUtf8(_reader.LineNumber);
        }
    }

    private CliException Malformed(long line, Exception? cause) =>
        CliException.Usage($"{Name} line {line} opens a quote that is never closed; correct the line.", cause);

    private CliException NotUtf8(long line) =>
        CliException.Usage($"{Name} line {line} is not UTF-8; save the file as UTF-8.");

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
