using System.Collections.Immutable;

namespace Bridge.Manager;

/// <summary>Which connection owns which lock for which async flow. One for each client.</summary>
/// <remarks>
/// <para>An <c>RLock</c> or <c>Condition</c> belongs to the server's thread that acquired it, and that thread belongs
/// to one connection (<c>Server.serve_client</c> in Lib/multiprocessing/managers.py). So a flow that holds one keeps
/// its connection.</para>
/// <para>The flow is kept for each ident on its own: work that is started while one lock is held shares that lock with
/// the holder, but no other. Thread-safe.</para>
/// </remarks>
internal sealed class FlowPins : IAsyncDisposable
{
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(5);

    private readonly AsyncLocal<ImmutableDictionary<string, Pin>?> _flow = new();
    private readonly HashSet<Pin> _live = [];
    private readonly Lock _gate = new();
    private volatile bool _isClosed;

    public bool IsClosed => _isClosed;

    /// <summary>The pin of this flow, dead or alive.</summary>
    public Pin? Find(Token token) =>
        _flow.Value?.GetValueOrDefault(token.Id) is { } pin && pin.IsFor(token) ? pin : null;

    /// <summary>Queues an acquire on the pin of this flow; on a new one when that holds nothing now.</summary>
    /// <remarks>To be called before anything is awaited: an AsyncLocal that is set later does not reach the caller.</remarks>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public (Pin Pin, Task Turn) Join(ManagerClient client, Token token, CancellationToken cancellationToken)
    {
        var known = _flow.Value ?? ImmutableDictionary<string, Pin>.Empty;
        if (known.TryGetValue(token.Id, out var pin) && pin.IsFor(token) && pin.TryJoin(cancellationToken) is { } turn)
        {
            return (pin, turn);
        }

        pin = new Pin(client, this, token);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, client);
            _live.Add(pin);
        }

        var dead = known.Where(entry => entry.Value.IsDead).Select(entry => entry.Key);
        _flow.Value = known.RemoveRange(dead).SetItem(token.Id, pin);
        return (pin, pin.TryJoin(cancellationToken)!);
    }

    /// <summary>Releases everything that one owner holds, in all flows.</summary>
    /// <exception cref="BridgeConnectionException">A connection that held it broke.</exception>
    public async Task ReleaseAsync(object owner)
    {
        Pin[] pins;
        lock (_gate)
        {
            pins = [.. _live];
        }

        // All of them, also when the connection of one broke.
        await Task.WhenAll(pins.Select(pin => pin.ReleaseAllAsync(owner))).ConfigureAwait(false);
    }

    /// <summary>Releases everything that the client holds, for at most five seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        Pin[] pins;
        lock (_gate)
        {
            _isClosed = true;
            pins = [.. _live];
        }

        // Closed without a release, a connection leaves its lock to a dead thread.
        var closing = Task.WhenAll(pins.Select(pin => pin.DisposeAsync().AsTask()));
        await closing.WaitAsync(ClosingTime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    internal void Remove(Pin pin)
    {
        lock (_gate)
        {
            _live.Remove(pin);
        }
    }
}
