using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>One level of an <see cref="RLockProxy"/> that is held.</summary>
/// <remarks>Thread-safe. Whoever has it may dispose it, also outside of the flow that acquired it.</remarks>
public sealed class RLockHold : IAsyncDisposable
{
    private readonly PinHold _hold;

    internal RLockHold(PinHold hold) => _hold = hold;

    /// <summary>Releases this level, once.</summary>
    /// <exception cref="BridgeConnectionException">
    /// The connection broke. The server keeps the lock locked for a thread that is gone; create a new one.
    /// </exception>
    public ValueTask DisposeAsync() => new(_hold.ReleaseAsync());
}
