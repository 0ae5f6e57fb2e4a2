namespace Bridge.Proxies;

/// <summary>One that was taken from a <see cref="SemaphoreProxy"/>.</summary>
/// <remarks>Not thread-safe; one owner. Leave it undisposed when another program does the release.</remarks>
public sealed class SemaphoreHold : IAsyncDisposable
{
    private SemaphoreProxy? _semaphore;

    internal SemaphoreHold(SemaphoreProxy semaphore) => _semaphore = semaphore;

    /// <summary>Gives it back, once.</summary>
    /// <exception cref="RemoteException">A bounded semaphore had all already.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; it may not be given back.</exception>
    public ValueTask DisposeAsync() =>
        Interlocked.Exchange(ref _semaphore, null) is { } held ? held.ReleaseAsync() : ValueTask.CompletedTask;
}
