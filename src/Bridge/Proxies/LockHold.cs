namespace Bridge.Proxies;

/// <summary>A <see cref="LockProxy"/> while it is held: <c>await using (await gate.AcquireAsync()) { … }</c>.</summary>
/// <remarks>Not thread-safe; one owner.</remarks>
public sealed class LockHold : IAsyncDisposable
{
    private LockProxy? _lock;

    internal LockHold(LockProxy held) => _lock = held;

    /// <summary>Releases the lock, once.</summary>
    /// <exception cref="RemoteException">Somebody else released it meanwhile.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the lock may still be held.</exception>
    public ValueTask DisposeAsync() =>
        Interlocked.Exchange(ref _lock, null) is { } held ? held.ReleaseAsync() : ValueTask.CompletedTask;
}
