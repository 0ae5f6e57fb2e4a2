using System.Diagnostics;
using System.Runtime.CompilerServices;
using Bridge.Cli.Csv;
using Bridge.Cli.Errors;
using Bridge.Cli.Output;
using Bridge.Workers;

namespace Bridge.Cli.Run;

/// <summary>One run: rows of a CSV through a pool, results and errors into files.</summary>
internal sealed class RunJob(
    RunOptions options, CsvInput input, CsvOutput output, FailedRows failed, IJobProgress progress)
{
    /// <summary>The type of an error that is about the columns of the output.</summary>
    private const string WrongColumns = "dotnet_bridge.ResultColumnsError";

    private readonly ResultTable _table = new(options.Columns);
    private long _rowsRead;
    private CliException? _inputError;

    /// <summary>Sends every row through the pool and writes what comes back.</summary>
    /// <param name="map">The workers: takes rows, gives results.</param>
    /// <param name="length">Bytes of the input; null when not known.</param>
    /// <param name="cancellationToken">Stops after the row that is being written.</param>
    /// <returns>How it went.</returns>
    public async Task<RunOutcome> RunAsync(RowMap map, long? length, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        long done = 0;
        try
        {
            await WriteHeaderAsync(options.Columns);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var rows = ReadRowsAsync(stop.Token);
            await using var results = map(rows, stop.Token).GetAsyncEnumerator(CancellationToken.None);

            while (await MoveNextAsync(results, stop))
            {
                await WriteAsync(results.Current);
                progress.Report(++done, failed.Count, Fraction(done, length));
            }
        }
        catch (Exception) when (_inputError is not null)
        {
            await FlushAsync();
            throw _inputError;
        }

        await FlushAsync();
        return new RunOutcome(
            new JobState("rows", done, failed.Count, 1, watch.Elapsed),
            failed.Count > 0 ? failed.Summarize(done) : null);
    }

    /// <summary>Whoever reads the output should see what is there before we wait for more.</summary>
    private async Task<bool> MoveNextAsync(
        IAsyncEnumerator<RowResult<Dictionary<string, string>, object?>> results, CancellationTokenSource stop)
    {
        var next = results.MoveNextAsync();
        if (next.IsCompleted)
        {
            return await next;
        }

        var waiting = next.AsTask();
        try
        {
            await FlushAsync();
        }
        catch
        {
            // The results cannot be disposed of while they are being waited for.
            await stop.CancelAsync();
            await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await waiting;
    }

    private async IAsyncEnumerable<Dictionary<string, string>> ReadRowsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var rows = input.ReadRowsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await rows.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (CliException e)
            {
                // Kept, so that it is told as it is, however the pool reports a source that fails.
                _inputError = e;
                throw;
            }

            Interlocked.Increment(ref _rowsRead);
            yield return rows.Current;
        }
    }

    private async Task WriteAsync(RowResult<Dictionary<string, string>, object?> result)
    {
        var error = result.Error;
        if (error is { PythonType: RowError.MissingColumn })
        {
            throw DescribeMissingColumn(error);
        }

        if (error is null)
        {
            var isFirst = _table.Columns is null;
            var problem = _table.TryFormat(result.Values, out var lines);
            error = problem is null ? null : new RowError(WrongColumns, problem, "", []);
            if (isFirst)
            {
                await WriteHeaderAsync(_table.Columns);
            }

            foreach (var line in lines)
            {
                await output.WriteAsync(line);
            }
        }

        if (error is not null)
        {
            await failed.AddAsync(result.Index, result.Input, error, progress);
        }
    }

    private ValueTask WriteHeaderAsync(IReadOnlyList<string>? columns) =>
        columns is null ? ValueTask.CompletedTask : output.WriteAsync(columns);

    private async Task FlushAsync()
    {
        await output.FlushAsync();
        await failed.FlushAsync();
    }

    private double? Fraction(long done, long? length)
    {
        var read = Interlocked.Read(ref _rowsRead);
        return length is > 0 && read > 0 ? Math.Min(1, (double)input.BytesRead / length.Value * done / read) : null;
    }

    private CliException DescribeMissingColumn(RowError error)
    {
        var column = error.Arguments.Count > 0 ? CellText.Format(error.Arguments[0]) : "?";
        return CliException.Usage(
            $"{input.Name} has no column '{column}', which {options.Worker} asks for; "
            + $"it has: {string.Join(", ", input.Columns)}.");
    }
}
