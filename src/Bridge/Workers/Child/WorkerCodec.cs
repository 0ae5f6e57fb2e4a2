using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Workers.Child;

/// <summary>Reads the rows of a worker, with the proxies in them.</summary>
/// <param name="client">The manager that proxies belong to.</param>
/// <param name="hasColumns">Whether the rows are those of a table.</param>
internal sealed class WorkerCodec(ManagerClient client, bool hasColumns)
{
    private readonly PickleOptions _rows = hasColumns ? CellText.AddTo(client.Pickle) : client.Pickle;

    /// <summary>The codec of what goes back.</summary>
    public PickleOptions Options => client.Pickle;

    /// <summary>Whether the rows are those of a table.</summary>
    public bool HasColumns => hasColumns;

    /// <summary>The rows of a batch, with a reference owned for each proxy in them.</summary>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or exceed a limit.</exception>
    public async ValueTask<List<(TRow Row, RowFailure? Failure)>> ReadAsync<TRow>(byte[] batch, CancellationToken stopping)
    {
        ProxyReducer.Begin();
        var rows = new RowReader<TRow>(_rows, hasColumns).Read(batch);
        if (ProxyReducer.TakeFound() is { } found)
        {
            await client.Replies.OwnAllAsync(found, null, stopping).ConfigureAwait(false);
        }

        return rows;
    }
}
