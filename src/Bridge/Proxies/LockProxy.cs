using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>threading.Lock</c> referent.</summary>
/// <remarks>
/// <para>Thread-safe, not reentrant. The server does not know who holds it: any client may release it, and the lock of
/// a program that died stays locked.</para>
/// <para>Canceling a wait never leaves the lock held by nobody: the wait is made of slices of at most 250 ms, and a
/// canceled call returns after the running slice, with the lock if that slice brought it.</para>
/// </remarks>
public sealed class LockProxy : Proxy, ISharedLock
{
    internal LockProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => "AcquirerProxy";

    /// <summary>Takes the lock, waiting until it is free. Calls the exposed method <c>acquire</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>The hold: its disposal releases the lock.</returns>
    /// <exception cref="BridgeConnectionException">The connection broke; the lock may be held by nobody.</exception>
    public async Task<LockHold> AcquireAsync(CancellationToken cancellationToken = default)
    {
        if (!await TryTakeAsync(cancellationToken).ConfigureAwait(false))
        {
            await AcquireInSlicesAsync(null, cancellationToken).ConfigureAwait(false);
        }

        return new LockHold(this);
    }

    /// <summary>Takes the lock if it becomes free in time. Calls the exposed method <c>acquire</c>.</summary>
    /// <param name="timeout">How long the server waits; zero to look once. Must not be negative.</param>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>The hold, or null when the lock stayed taken.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the lock may be held by nobody.</exception>
    public async Task<LockHold?> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return await TryTakeAsync(cancellationToken).ConfigureAwait(false)
            || (timeout > TimeSpan.Zero
                && await AcquireInSlicesAsync(timeout, cancellationToken).ConfigureAwait(false))
            ? new LockHold(this)
            : null;
    }

    /// <summary>Releases the lock, whoever holds it. Calls the exposed method <c>release</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; the lock is released all the same.</param>
    /// <exception cref="RemoteException">Nobody holds it.</exception>
    public ValueTask ReleaseAsync(CancellationToken cancellationToken = default) =>
        CallAsync(Request("release"), cancellationToken);

    /// <summary>Whether anybody holds the lock, at this moment. Calls the exposed method <c>locked</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">The server is older than CPython 3.14.</exception>
    public ValueTask<bool> IsLockedAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfNotExposed("locked", "3.14");
        return ReadAsync<bool>(Request("locked"), cancellationToken);
    }

    async Task<IAsyncDisposable> ISharedLock.AcquireAsync(CancellationToken cancellationToken) =>
        await AcquireAsync(cancellationToken).ConfigureAwait(false);

    // The reply may say that we hold the lock.
    private ValueTask<bool> TryTakeAsync(CancellationToken cancellationToken) =>
        TakeAsync<bool>(Request("acquire", false), cancellationToken);

    private async Task<bool> AcquireInSlicesAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var (taken, _) = await SlicedWait.RunAsync<bool>(this, timeout, async (lease, seconds, abandon) =>
        {
            var reply = await Client.CallLeasedAsync<bool>(lease, Token, "acquire", [true, seconds], null, abandon)
                .ConfigureAwait(false);
            return (reply.Payload(), true);
        }, cancellationToken).ConfigureAwait(false);
        return taken;
    }
}
