namespace Bridge.Connections;

/// <summary>Connections for calls that may block: each is used by one caller at a time.</summary>
/// <remarks>
/// Thread-safe. Keeps a few idle connections, the most recently used first, and closes them after 30 seconds: each
/// costs the manager a thread. How many are leased at once is not limited.
/// </remarks>
internal sealed class LeasePool : IAsyncDisposable
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TrimPeriod = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<(Connection Connection, long Since)> _idle = [];
    private readonly HashSet<Connection> _leased = [];
    private readonly Func<CancellationToken, Task<Connection>> _open;
    private readonly Func<Connection, bool>? _isOutdated;
    private readonly int _maxIdle;
    private readonly TimeProvider _time;
    private readonly ITimer _trimmer;
    private TaskCompletionSource? _drained;
    private bool _isDisposed;

    /// <summary>Creates an empty pool.</summary>
    /// <param name="open">Opens a connection and prepares it for use.</param>
    /// <param name="maxIdle">How many idle connections are kept.</param>
    /// <param name="timeProvider">The clock of the trimming; the system's by default.</param>
    /// <param name="isOutdated">Says whether an idle connection, though it stands, is of no more use.</param>
    internal LeasePool(
        Func<CancellationToken, Task<Connection>> open,
        int maxIdle = 8,
        TimeProvider? timeProvider = null,
        Func<Connection, bool>? isOutdated = null)
    {
        _isOutdated = isOutdated;
        _open = open;
        _maxIdle = maxIdle;
        _time = timeProvider ?? TimeProvider.System;
        _trimmer = _time.CreateTimer(
            static pool => ((LeasePool)pool!).Trim(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many connections wait to be used again.</summary>
    internal int IdleCount
    {
        get
        {
            lock (_gate)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>An idle connection that is still alive, or a new one.</summary>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    internal async ValueTask<Lease> LeaseAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (TryPop(out var idle))
        {
            if (!idle.HasUnexpectedData() && _isOutdated?.Invoke(idle) != true)
            {
                return await LendAsync(idle).ConfigureAwait(false);
            }

            await idle.DisposeAsync().ConfigureAwait(false);
        }

        return await LendAsync(await _open(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Completes when no connection is leased.</summary>
    internal Task DrainAsync()
    {
        lock (_gate)
        {
            if (_leased.Count == 0)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Closes all connections; calls on leased ones fail.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Connection> all;
        lock (_gate)
        {
            _isDisposed = true;
            all = [.. _idle.Select(idle => idle.Connection), .. _leased];
            _idle.Clear();
            _leased.Clear();
        }

        await _trimmer.DisposeAsync().ConfigureAwait(false);
        foreach (var connection in all)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal ValueTask TakeBackAsync(Connection connection, bool isReusable)
    {
        lock (_gate)
        {
            _leased.Remove(connection);
            if (_leased.Count == 0)
            {
                _drained?.TrySetResult();
            }
        }

        return isReusable && !connection.HasUnexpectedData() && TryPush(connection)
            ? ValueTask.CompletedTask
            : connection.DisposeAsync();
    }

    private async ValueTask<Lease> LendAsync(Connection connection)
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _leased.Add(connection);
                return new Lease(this, connection);
            }
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        throw new ObjectDisposedException(nameof(LeasePool));
    }

    private bool TryPop(out Connection connection)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            connection = _idle.Count > 0 ? _idle[^1].Connection : null!;
            if (_idle.Count > 0)
            {
                _idle.RemoveAt(_idle.Count - 1);
            }

            return connection is not null;
        }
    }

    private bool TryPush(Connection connection)
    {
        lock (_gate)
        {
            if (_isDisposed || _idle.Count >= _maxIdle)
            {
                return false;
            }

            _idle.Add((connection, _time.GetTimestamp()));
            if (_idle.Count == 1)
            {
                _trimmer.Change(TrimPeriod, TrimPeriod);
            }

            return true;
        }
    }

    private void Trim()
    {
        List<Connection> old = [];
        lock (_gate)
        {
            // The oldest come first, because connections are taken from the end and put there.
            while (_idle.Count > 0 && _time.GetElapsedTime(_idle[0].Since) >= IdleTime)
            {
                old.Add(_idle[0].Connection);
                _idle.RemoveAt(0);
            }

            if (_idle.Count == 0 && !_isDisposed)
            {
                _trimmer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        foreach (var connection in old)
        {
            // Closing a socket or a pipe completes at once; nobody waits for it here.
            _ = connection.DisposeAsync().AsTask();
        }
    }
}
