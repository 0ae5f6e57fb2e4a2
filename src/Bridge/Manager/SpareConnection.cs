using Bridge.Connections;

namespace Bridge.Manager;

/// <summary>A connection that is open and authenticated ahead, for the next server-level call. Thread-safe.</summary>
/// <remarks>
/// Of the time that a <c>create</c> takes, nearly all is spent on its connection. A spare one costs the server a thread
/// that waits, so there is one at most, made after a call that needed one, and closed when nobody needs it soon.
/// </remarks>
/// <param name="connectAsync">Opens it; its waits block.</param>
/// <param name="runInBackground">Runs what blocks when nothing else does.</param>
internal sealed class SpareConnection(
    Func<CancellationToken, Task<Connection>> connectAsync, Func<Func<Task<bool>>, Task<bool>> runInBackground) : IDisposable
{
    private static readonly TimeSpan KeepTime = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private Connection? _connection;
    private bool _isBeingMade;
    private int _made;

    /// <summary>The spare connection, if there is one that still stands; the caller disposes it.</summary>
    public Connection? TryTake()
    {
        Connection? taken;
        lock (_gate)
        {
            taken = _connection;
            _connection = null;
        }

        if (taken is not null && taken.HasUnexpectedData())
        {
            Close(taken);
            return null;
        }

        return taken;
    }

    /// <summary>Opens a spare connection, unless there is one.</summary>
    public void Replenish()
    {
        lock (_gate)
        {
            if (_isBeingMade || _connection is not null || _closing.IsCancellationRequested)
            {
                return;
            }

            _isBeingMade = true;
        }

        _ = runInBackground(MakeAsync);
    }

    public void Dispose()
    {
        _closing.Cancel();
        if (TryTake() is { } unused)
        {
            Close(unused);
        }
    }

    private async Task<bool> MakeAsync()
    {
        Connection? made = null;
        try
        {
            made = await connectAsync(_closing.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The next call will tell, on its own connection.
        }

        int number;
        lock (_gate)
        {
            _isBeingMade = false;
            number = ++_made;
            if (!_closing.IsCancellationRequested)
            {
                _connection = made;
                made = null;
            }
        }

        if (made is not null)
        {
            Close(made);
        }

        _ = CloseLaterAsync(number);
        return true;
    }

    private async Task CloseLaterAsync(int number)
    {
        await Task.Delay(KeepTime, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Connection? unused = null;
        lock (_gate)
        {
            if (_made == number)
            {
                unused = _connection;
                _connection = null;
            }
        }

        if (unused is not null)
        {
            Close(unused);
        }
    }

    private static void Close(Connection connection) => _ = connection.DisposeAsync().AsTask();
}
