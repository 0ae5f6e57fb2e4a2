namespace Bridge.Proxies;

/// <summary>A lock on a manager server that programs in any language share.</summary>
public interface ISharedLock
{
    /// <summary>Takes the lock, waiting until it is free.</summary>
    /// <param name="cancellationToken">Cancels the wait; the lock is not left held by nobody.</param>
    /// <returns>The hold: its disposal releases the lock.</returns>
    Task<IAsyncDisposable> AcquireAsync(CancellationToken cancellationToken = default);
}
