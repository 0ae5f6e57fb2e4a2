namespace Bridge.Connections;

/// <summary>A connection that nobody else uses, until it is disposed.</summary>
/// <remarks>Not thread-safe; disposing twice is harmless.</remarks>
internal sealed class Lease : IAsyncDisposable
{
    private readonly LeasePool _pool;
    private bool _isReusable;
    private int _isDisposed;

    internal Lease(LeasePool pool, Connection connection)
    {
        _pool = pool;
        Connection = connection;
    }

    internal Connection Connection { get; }

    /// <summary>Says that a request is under way, whose reply the next user must not get.</summary>
    internal void MarkBusy() => _isReusable = false;

    /// <summary>Says that every request got its reply, so that another may use the connection.</summary>
    internal void MarkReusable() => _isReusable = true;

    /// <summary>Gives the connection back when it was marked reusable and is healthy; closes it otherwise.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isDisposed, 1) == 0
        ? _pool.TakeBackAsync(Connection, _isReusable)
        : ValueTask.CompletedTask;
}
