using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>threading.Event</c> referent.</summary>
/// <remarks>Thread-safe. A wait holds a connection of its own; a canceled one returns within 250 ms.</remarks>
public sealed class EventProxy : Proxy
{
    internal EventProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => "EventProxy";

    /// <summary>Sets the event and wakes all that wait. Calls the exposed method <c>set</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; the event may be set all the same.</param>
    public ValueTask SetAsync(CancellationToken cancellationToken = default) => CallAsync(Request("set"), cancellationToken);

    /// <summary>Resets the event. Calls the exposed method <c>clear</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; the event may be reset all the same.</param>
    public ValueTask ClearAsync(CancellationToken cancellationToken = default) =>
        CallAsync(Request("clear"), cancellationToken);

    /// <summary>Whether the event is set, at this moment. Calls the exposed method <c>is_set</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> IsSetAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<bool>(Request("is_set"), cancellationToken);

    /// <summary>Waits until the event is set. Calls the exposed method <c>wait</c>.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BridgeConnectionException">The connection broke.</exception>
    public Task WaitAsync(CancellationToken cancellationToken = default) => WaitCoreAsync(null, cancellationToken);

    /// <summary>Waits until the event is set or the time is up. Calls the exposed method <c>wait</c>.</summary>
    /// <param name="timeout">How long to wait. Must not be negative.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the event was set in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke.</exception>
    public Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return WaitCoreAsync(timeout, cancellationToken);
    }

    /// <summary>
    /// A token that is canceled when the event is set. Calls the exposed method <c>wait</c> in the background.
    /// </summary>
    /// <returns>The token, and what ends the wait for the event when it is disposed.</returns>
    /// <exception cref="ObjectDisposedException">The proxy was disposed.</exception>
    public EventCancellation CancelWhenSet()
    {
        ThrowIfDisposed();
        return new EventCancellation(this);
    }

    private async Task<bool> WaitCoreAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var (set, _) = await SlicedWait.RunAsync<bool>(this, timeout, async (lease, seconds, abandon) =>
        {
            var reply = await Client.CallLeasedAsync<bool>(lease, Token, "wait", [seconds], null, abandon)
                .ConfigureAwait(false);
            return (reply.Payload(), true);
        }, cancellationToken).ConfigureAwait(false);
        return set;
    }
}
