using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>threading.RLock</c> referent: its holder may acquire it again.</summary>
/// <remarks>
/// <para>The holder is an async flow: the method that calls <see cref="AcquireAsync"/>, what it calls and awaits, and
/// all work that it starts before the last release. Such work shares the lock with it and is not kept out. The flow does
/// not reach the caller of an <c>async</c> method: acquire in the method that uses the lock.</para>
/// <para>Thread-safe. The first level occupies a connection until the last one is released, also for a second proxy of
/// the same referent. The lock of a program that died stays locked.</para>
/// <para>Canceling an acquire leaves nothing behind: the wait is made of slices of at most 250 ms, and a canceled call
/// returns after the running slice, with the lock if that slice brought it.</para>
/// </remarks>
public sealed class RLockProxy : Proxy, ISharedLock
{
    private readonly PinnedLock _lock;

    internal RLockProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference) => _lock = new PinnedLock(this, client);

    private protected override string PythonClass => "AcquirerProxy";

    /// <summary>Takes the lock, waiting until it is free. Calls the exposed method <c>acquire</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>The hold: its disposal releases this level.</returns>
    /// <exception cref="ObjectDisposedException">The proxy was disposed.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the lock may be held by nobody.</exception>
    public Task<RLockHold> AcquireAsync(CancellationToken cancellationToken = default)
    {
        return WrapAsync(_lock.AcquireAsync(null, cancellationToken));

        static async Task<RLockHold> WrapAsync(Task<PinHold?> acquiring) =>
            new((await acquiring.ConfigureAwait(false))!);
    }

    /// <summary>Takes the lock if it becomes free in time. Calls the exposed method <c>acquire</c>.</summary>
    /// <param name="timeout">How long to wait; zero to look once. Must not be negative.</param>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>The hold, or null when the lock stayed taken.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The proxy was disposed.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the lock may be held by nobody.</exception>
    public Task<RLockHold?> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return WrapAsync(_lock.AcquireAsync(timeout, cancellationToken));

        static async Task<RLockHold?> WrapAsync(Task<PinHold?> acquiring) =>
            await acquiring.ConfigureAwait(false) is { } hold ? new RLockHold(hold) : null;
    }

    /// <summary>Releases the innermost level of this flow. Calls the exposed method <c>release</c>.</summary>
    /// <param name="cancellationToken">Looked at before the call; once sent, it is not canceled.</param>
    /// <exception cref="SynchronizationLockException">This flow does not hold it. Nothing was sent.</exception>
    /// <exception cref="BridgeConnectionException">
    /// The connection broke. The server keeps the lock locked for a thread that is gone; create a new one.
    /// </exception>
    public Task ReleaseAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _lock.Find().ReleaseInnermostAsync();
    }

    /// <summary>Whether anybody holds the lock, at this moment. Calls the exposed method <c>locked</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">The server is older than CPython 3.14.</exception>
    public ValueTask<bool> IsLockedAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfNotExposed("locked", "3.14");
        return ReadAsync<bool>(Request("locked"), cancellationToken);
    }

    /// <summary>Releases every level that was acquired through this proxy, then gives the reference back.</summary>
    /// <exception cref="BridgeConnectionException">The connection that held the lock broke.</exception>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _lock.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }

    Task<IAsyncDisposable> ISharedLock.AcquireAsync(CancellationToken cancellationToken)
    {
        return WrapAsync(AcquireAsync(cancellationToken));

        static async Task<IAsyncDisposable> WrapAsync(Task<RLockHold> acquiring) =>
            await acquiring.ConfigureAwait(false);
    }
}
