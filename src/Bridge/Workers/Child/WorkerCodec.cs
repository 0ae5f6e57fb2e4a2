using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Workers.Child;

/// <summary>Reads the rows of a worker, with the proxies in them, and writes what goes back.</summary>
internal sealed class WorkerCodec
{
    private readonly PickleOptions _rows;
    private readonly bool _keeps;

    /// <summary>A codec.</summary>
    /// <param name="options">Those of the manager that proxies belong to.</param>
    /// <param name="hasColumns">Whether the rows are those of a table.</param>
    public WorkerCodec(PickleOptions options, bool hasColumns)
        : this(options, hasColumns ? CellText.AddTo(options) : options, hasColumns, keeps: false)
    {
    }

    private WorkerCodec(PickleOptions options, PickleOptions rows, bool hasColumns, bool keeps)
    {
        Options = options;
        HasColumns = hasColumns;
        _rows = rows;
        _keeps = keeps;
    }

    /// <summary>The codec of what goes back.</summary>
    public PickleOptions Options { get; }

    /// <summary>Whether the rows are those of a table.</summary>
    public bool HasColumns { get; }

    /// <summary>What was written last, by a codec that keeps it: proxies in it must not be collected too early.</summary>
    public object? Written { get; private set; }

    /// <summary>The same codec for one batch, which keeps what it writes.</summary>
    public WorkerCodec Keeping() => new(Options, _rows, HasColumns, keeps: true);

    /// <summary>The rows of a batch, with a reference owned for each proxy in them.</summary>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or exceed a limit.</exception>
    public async ValueTask<List<(TRow Row, RowFailure? Failure)>> ReadAsync<TRow>(byte[] batch, CancellationToken stopping)
    {
        ProxyReducer.Begin();
        var rows = new RowReader<TRow>(_rows, HasColumns).Read(batch);
        if (ProxyReducer.TakeFound() is { } found)
        {
            await found[0].Client.Replies.OwnAllAsync(found, null, stopping).ConfigureAwait(false);
        }

        return rows;
    }

    /// <summary>The answer for a batch, and whether it is the plain list of the values. Never throws.</summary>
    public (byte[] Answer, bool IsPlain) Write<TOut>(List<RowOutcome<TOut>> outcomes)
    {
        Written = _keeps ? outcomes : null;
        return AnswerWriter.Write(outcomes, Options);
    }
}
