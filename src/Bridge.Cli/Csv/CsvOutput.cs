using Bridge.Cli.Errors;
using CsvHelper;

namespace Bridge.Cli.Csv;

/// <summary>Writes CSV as Python's <c>csv</c> module does: comma, quotes where needed, <c>\r\n</c>, UTF-8.</summary>
/// <remarks>Whatever reaches the destination is whole rows. Not thread-safe; one caller at a time.</remarks>
internal sealed class CsvOutput : IAsyncDisposable
{
    private readonly string _name;
    private readonly CsvWriter _writer;
    private bool _isBroken;

    /// <summary>Writes to <paramref name="stream"/>, which is closed with this instance.</summary>
    /// <param name="name">What messages call the destination.</param>
    /// <param name="stream">The destination.</param>
    public CsvOutput(string name, Stream stream)
    {
        _name = name;
        _writer = CsvWriter.Create(stream, new CsvWriterOptions { Separator = ',' });
    }

    /// <summary>Adds one row. It reaches the destination with the next flush, or when enough has gathered.</summary>
    /// <exception cref="CliException">The destination cannot be written.</exception>
    public async ValueTask WriteAsync(IReadOnlyList<string> fields)
    {
        try
        {
            foreach (var field in fields)
            {
                _writer.WriteField(field);
            }

            // Not cancelable: a row is written whole or not at all.
            await _writer.EndRecordAsync(CancellationToken.None);
        }
        catch (Exception e) when (IsWriteError(e))
        {
            throw Unwritable(e);
        }
    }

    /// <summary>Hands everything written so far to the destination.</summary>
    /// <exception cref="CliException">The destination cannot be written.</exception>
    public async Task FlushAsync()
    {
        try
        {
            await _writer.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (IsWriteError(e))
        {
            throw Unwritable(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _writer.DisposeAsync();
        }
        catch (Exception e) when (_isBroken && IsWriteError(e))
        {
            // Reported when it first happened.
        }
    }

    private static bool IsWriteError(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private CliException Unwritable(Exception cause)
    {
        _isBroken = true;
        return CliException.Failed(
            $"{_name} cannot be written ({ErrorReport.OneLine(cause.Message).TrimEnd('.')}); "
            + "free space or choose another place.",
            cause);
    }
}
