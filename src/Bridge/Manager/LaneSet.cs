using Bridge.Connections;

namespace Bridge.Manager;

/// <summary>The few pipelined connections that quick calls share; each is opened when it is first needed.</summary>
/// <remarks>Thread-safe. A broken lane is replaced by the next call.</remarks>
internal sealed class LaneSet : IAsyncDisposable
{
    private readonly ServerConnections _server;
    private readonly ServerWatch _watch;
    private readonly Task<PipelinedLane>?[] _lanes;
    private readonly TimeSpan? _callTimeout;
    private readonly Timer? _watchdog;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private bool _closed;

    /// <summary>Creates a set without an open lane.</summary>
    /// <param name="server">Opens the connections.</param>
    /// <param name="options">How many lanes, and how long their calls may take.</param>
    /// <param name="watch">Told when a lane breaks, and asked whether the server of a lane is still the one.</param>
    public LaneSet(ServerConnections server, ManagerClientOptions options, ServerWatch watch)
    {
        _server = server;
        _watch = watch;
        _lanes = new Task<PipelinedLane>?[options.Lanes];
        _callTimeout = options.CallTimeout;
        if (_callTimeout is { } timeout)
        {
            // One timer looks at the oldest call of each lane: a deadline for each call would cost a timer each.
            var period = TimeSpan.FromMilliseconds(Math.Clamp(timeout.TotalMilliseconds / 8, 10, 1000));
            _watchdog = new Timer(static set => ((LaneSet)set!).FailOverdue(), this, period, period);
        }
    }

    /// <summary>Any lane, the same one each time.</summary>
    public ValueTask<PipelinedLane> GetAsync(CancellationToken cancellationToken) => GetAsync(0, cancellationToken);

    /// <summary>The lane of a referent: always the same one, so that calls on one proxy keep their order.</summary>
    public ValueTask<PipelinedLane> GetAsync(Token token, CancellationToken cancellationToken) =>
        GetAsync((int)((uint)StringComparer.Ordinal.GetHashCode(token.Id) % (uint)_lanes.Length), cancellationToken);

    private ValueTask<PipelinedLane> GetAsync(int index, CancellationToken cancellationToken)
    {
        var opening = Volatile.Read(ref _lanes[index]);
        if (opening is { IsCompletedSuccessfully: true } && !IsBroken(opening))
        {
            return new ValueTask<PipelinedLane>(opening.Result);
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(ManagerClient));
            opening = _lanes[index];
            if (opening is null || IsBroken(opening))
            {
                if (opening is { IsCompletedSuccessfully: true })
                {
                    _ = opening.Result.DisposeAsync().AsTask();
                }

                // Opened for everybody: not canceled when the caller that happens to need it first is.
                opening = OpenAsync(_closing.Token);
                Volatile.Write(ref _lanes[index], opening);
            }
        }

        return new ValueTask<PipelinedLane>(opening.WaitAsync(cancellationToken));
    }

    /// <summary>Completes when every call on an open lane has its reply.</summary>
    public Task DrainAsync() => Task.WhenAll(
        _lanes.Where(opening => opening is { IsCompletedSuccessfully: true }).Select(opening => opening!.Result.DrainAsync()));

    public async ValueTask DisposeAsync()
    {
        Task<PipelinedLane>?[] lanes;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            lanes = [.. _lanes];
        }

        if (_watchdog is not null)
        {
            await _watchdog.DisposeAsync().ConfigureAwait(false);
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        foreach (var opening in lanes.OfType<Task<PipelinedLane>>())
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opening.IsCompletedSuccessfully)
            {
                await opening.Result.DisposeAsync().ConfigureAwait(false);
            }
        }

        _closing.Dispose();
    }

    // A lane to a server that was replaced may still stand, where the new one took over its address.
    private bool IsBroken(Task<PipelinedLane> opening) =>
        opening.IsFaulted || opening.IsCanceled
        || (opening.IsCompletedSuccessfully
            && (opening.Result.IsFaulted || !ReferenceEquals(opening.Result.Peer, _watch.Current)));

    private async Task<PipelinedLane> OpenAsync(CancellationToken cancellationToken)
    {
        // Never inline: the caller holds the gate.
        await Task.Yield();
        var connection = await _server.OpenLaneConnectionAsync(cancellationToken).ConfigureAwait(false);
        connection.CountAsLane();
        return new PipelinedLane(connection, onFault: fault => _watch.Lose(fault.Message));
    }

    private void FailOverdue()
    {
        foreach (var opening in _lanes)
        {
            if (opening is { IsCompletedSuccessfully: true })
            {
                opening.Result.FailIfOverdue(_callTimeout!.Value);
            }
        }
    }
}
