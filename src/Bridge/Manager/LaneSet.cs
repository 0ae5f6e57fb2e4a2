using Bridge.Connections;

namespace Bridge.Manager;

/// <summary>The few pipelined connections that quick calls share; each is opened when it is first needed.</summary>
/// <remarks>Thread-safe. A broken lane is replaced by the next call.</remarks>
internal sealed class LaneSet(ServerConnections server, int count) : IAsyncDisposable
{
    private readonly Task<PipelinedLane>?[] _lanes = new Task<PipelinedLane>?[count];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private bool _closed;

    /// <summary>The lane of a referent: always the same one, so that calls on one proxy keep their order.</summary>
    public ValueTask<PipelinedLane> GetAsync(Token token, CancellationToken cancellationToken)
    {
        var index = (int)((uint)StringComparer.Ordinal.GetHashCode(token.Id) % (uint)_lanes.Length);
        var opening = Volatile.Read(ref _lanes[index]);
        if (opening is { IsCompletedSuccessfully: true } && !opening.Result.IsFaulted)
        {
            return new ValueTask<PipelinedLane>(opening.Result);
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(ManagerClient));
            opening = _lanes[index];
            if (opening is null || IsBroken(opening))
            {
                // Opened for everybody: not canceled when the caller that happens to need it first is.
                opening = OpenAsync(_closing.Token);
                Volatile.Write(ref _lanes[index], opening);
            }
        }

        return new ValueTask<PipelinedLane>(opening.WaitAsync(cancellationToken));
    }

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

    private static bool IsBroken(Task<PipelinedLane> opening) =>
        opening.IsFaulted || opening.IsCanceled || (opening.IsCompletedSuccessfully && opening.Result.IsFaulted);

    private async Task<PipelinedLane> OpenAsync(CancellationToken cancellationToken)
    {
        // Never inline: the caller holds the gate.
        await Task.Yield();
        return new PipelinedLane(await server.OpenProxyConnectionAsync(cancellationToken).ConfigureAwait(false));
    }
}
