using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>One level of a <see cref="ConditionProxy"/> that is held: who has it may wait and notify.</summary>
/// <remarks>Thread-safe. Whoever has it may use it, also outside of the flow that acquired it.</remarks>
public sealed class ConditionHold : IAsyncDisposable
{
    private readonly PinHold _hold;

    internal ConditionHold(PinHold hold) => _hold = hold;

    /// <inheritdoc cref="ConditionProxy.WaitAsync(CancellationToken)"/>
    /// <exception cref="ObjectDisposedException">The hold was disposed, before or meanwhile.</exception>
    public Task WaitAsync(CancellationToken cancellationToken = default) => Pin.WaitAsync(null, cancellationToken);

    /// <inheritdoc cref="ConditionProxy.WaitAsync(TimeSpan, CancellationToken)"/>
    /// <exception cref="ObjectDisposedException">The hold was disposed, before or meanwhile.</exception>
    public Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return Pin.WaitAsync(timeout, cancellationToken);
    }

    /// <inheritdoc cref="ConditionProxy.WaitForAsync(Func{CancellationToken, ValueTask{bool}}, CancellationToken)"/>
    /// <exception cref="ObjectDisposedException">The hold was disposed, before or meanwhile.</exception>
    public Task WaitForAsync(
        Func<CancellationToken, ValueTask<bool>> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return WaitLoop.RunAsync(Pin, predicate, null, cancellationToken);
    }

    /// <inheritdoc cref="ConditionProxy.WaitForAsync(Func{CancellationToken, ValueTask{bool}}, TimeSpan, CancellationToken)"/>
    /// <exception cref="ObjectDisposedException">The hold was disposed, before or meanwhile.</exception>
    public Task<bool> WaitForAsync(
        Func<CancellationToken, ValueTask<bool>> predicate,
        TimeSpan timeout,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return WaitLoop.RunAsync(Pin, predicate, timeout, cancellationToken);
    }

    /// <inheritdoc cref="ConditionProxy.NotifyAsync"/>
    /// <exception cref="ObjectDisposedException">The hold was disposed.</exception>
    public Task NotifyAsync(int n = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        cancellationToken.ThrowIfCancellationRequested();
        return Pin.CallAsync("notify", [n]);
    }

    /// <inheritdoc cref="ConditionProxy.NotifyAllAsync"/>
    /// <exception cref="ObjectDisposedException">The hold was disposed.</exception>
    public Task NotifyAllAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Pin.CallAsync("notify_all", []);
    }

    /// <summary>Releases this level, once. A wait of its flow that is under way ends first.</summary>
    /// <exception cref="BridgeConnectionException">
    /// The connection broke. The server keeps the condition locked for a thread that is gone; create a new one.
    /// </exception>
    public ValueTask DisposeAsync() => new(_hold.ReleaseAsync());

    private Pin Pin
    {
        get
        {
            ObjectDisposedException.ThrowIf(!_hold.IsHeld, this);
            return _hold.Pin;
        }
    }
}
