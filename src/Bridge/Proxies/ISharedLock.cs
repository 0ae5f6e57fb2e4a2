namespace Bridge.Proxies;

/// <summary>A lock on a manager, to guard what several programs read and then write.</summary>
/// <remarks>Thread-safe. <see cref="LockProxy"/> and <see cref="RLockProxy"/> are such locks.</remarks>
public interface ISharedLock
{
    /// <summary>Takes the lock, waiting until it is free.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is left behind.</param>
    /// <returns>The hold: its disposal releases the lock, once.</returns>
    /// <exception cref="BridgeConnectionException">The connection broke; the lock may be held by nobody.</exception>
    Task<IAsyncDisposable> AcquireAsync(CancellationToken cancellationToken = default);
}
