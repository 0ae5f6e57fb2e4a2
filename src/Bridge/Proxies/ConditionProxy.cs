using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>threading.Condition</c> referent.</summary>
/// <remarks>
/// <para>Its lock belongs to an async flow, and that of a new condition is re-entrant: what
/// <see cref="RLockProxy"/> says of flows holds here as well. While a flow waits, it holds nothing: work that it
/// started may acquire the condition then, for itself.</para>
/// <para>Wait in a loop, or with <see cref="WaitForAsync(Func{CancellationToken, ValueTask{bool}}, CancellationToken)"/>:
/// a wait may end without a reason, for example when another waiter of a .NET program is canceled.</para>
/// <para>Thread-safe. A hold occupies a connection until the last level is released.</para>
/// </remarks>
public sealed class ConditionProxy : Proxy
{
    private readonly PinnedLock _lock;

    internal ConditionProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference) => _lock = new PinnedLock(this, client);

    private protected override string PythonClass => "ConditionProxy";

    /// <summary>Takes the lock, waiting until it is free. Calls the exposed method <c>acquire</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait after the running slice of at most 250 ms.</param>
    /// <returns>The hold: its disposal releases this level.</returns>
    /// <exception cref="ObjectDisposedException">The proxy was disposed.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the lock may be held by nobody.</exception>
    public Task<ConditionHold> AcquireAsync(CancellationToken cancellationToken = default)
    {
        return WrapAsync(_lock.AcquireAsync(null, cancellationToken));

        static async Task<ConditionHold> WrapAsync(Task<PinHold?> acquiring) =>
            new((await acquiring.ConfigureAwait(false))!);
    }

    /// <summary>Takes the lock if it becomes free in time. Calls the exposed method <c>acquire</c>.</summary>
    /// <param name="timeout">How long to wait; zero to look once. Must not be negative.</param>
    /// <param name="cancellationToken">Cancels the wait after the running slice of at most 250 ms.</param>
    /// <returns>The hold, or null when the lock stayed taken.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The proxy was disposed.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the lock may be held by nobody.</exception>
    public Task<ConditionHold?> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return WrapAsync(_lock.AcquireAsync(timeout, cancellationToken));

        static async Task<ConditionHold?> WrapAsync(Task<PinHold?> acquiring) =>
            await acquiring.ConfigureAwait(false) is { } hold ? new ConditionHold(hold) : null;
    }

    /// <summary>Releases the innermost level of this flow. Calls the exposed method <c>release</c>.</summary>
    /// <param name="cancellationToken">Looked at before the call; once sent, it is not canceled.</param>
    /// <exception cref="SynchronizationLockException">This flow does not hold it. Nothing was sent.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the server keeps it locked.</exception>
    public Task ReleaseAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _lock.Find().ReleaseInnermostAsync();
    }

    /// <summary>
    /// Releases all levels, waits until notified, and takes them again. Calls the exposed method <c>wait</c>.
    /// </summary>
    /// <param name="cancellationToken">
    /// Ends the wait as soon as the lock is free, by a <c>notify_all</c>, which others see too. The hold stays valid. A
    /// wait that was notified just then returns as if it had not been canceled.
    /// </param>
    /// <exception cref="SynchronizationLockException">This flow does not hold it. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Canceled. The lock is held again.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the server keeps it locked.</exception>
    public Task WaitAsync(CancellationToken cancellationToken = default) =>
        _lock.Find().WaitAsync(null, cancellationToken);

    /// <summary>
    /// Releases all levels, waits until notified or the time is up, and takes them again. Calls the exposed method
    /// <c>wait</c>.
    /// </summary>
    /// <param name="timeout">How long the server waits, at most 46 days. Must not be negative.</param>
    /// <param name="cancellationToken">
    /// Ends the wait as soon as the lock is free, by a <c>notify_all</c>, which others see too. The hold stays valid. A
    /// wait that was notified just then returns as if it had not been canceled.
    /// </param>
    /// <returns>Whether it was notified in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="SynchronizationLockException">This flow does not hold it. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Canceled. The lock is held again.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the server keeps it locked.</exception>
    public Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return _lock.Find().WaitAsync(timeout, cancellationToken);
    }

    /// <summary>Waits until a predicate holds, as <c>wait_for</c> does. Calls the exposed method <c>wait</c>.</summary>
    /// <param name="predicate">Looked at while the lock is held: first at once, then after each wait.</param>
    /// <param name="cancellationToken">Ends the wait as in <see cref="WaitAsync(CancellationToken)"/>.</param>
    /// <exception cref="SynchronizationLockException">This flow does not hold it. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Canceled. The lock is held again.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the server keeps it locked.</exception>
    public Task WaitForAsync(
        Func<CancellationToken, ValueTask<bool>> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return WaitLoop.RunAsync(_lock.Find(), predicate, null, cancellationToken);
    }

    /// <summary>
    /// Waits until a predicate holds or the time is up, as <c>wait_for</c> does. Calls the exposed method <c>wait</c>.
    /// </summary>
    /// <param name="predicate">Looked at while the lock is held: first at once, then after each wait.</param>
    /// <param name="timeout">The whole wait. Must not be negative.</param>
    /// <param name="cancellationToken">Ends the wait as in <see cref="WaitAsync(CancellationToken)"/>.</param>
    /// <returns>Whether the predicate holds.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="SynchronizationLockException">This flow does not hold it. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Canceled. The lock is held again.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the server keeps it locked.</exception>
    public Task<bool> WaitForAsync(
        Func<CancellationToken, ValueTask<bool>> predicate,
        TimeSpan timeout,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return WaitLoop.RunAsync(_lock.Find(), predicate, timeout, cancellationToken);
    }

    /// <summary>Wakes some that wait; they go on when the lock is released. Calls the exposed method <c>notify</c>.</summary>
    /// <param name="n">How many at most; 1 by default.</param>
    /// <param name="cancellationToken">Looked at before the call; once sent, it is not canceled.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    /// <exception cref="SynchronizationLockException">This flow does not hold it. Nothing was sent.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the server keeps it locked.</exception>
    public Task NotifyAsync(int n = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        cancellationToken.ThrowIfCancellationRequested();
        return _lock.Find().CallAsync("notify", [n]);
    }

    /// <summary>Wakes all that wait. Calls the exposed method <c>notify_all</c>.</summary>
    /// <param name="cancellationToken">Looked at before the call; once sent, it is not canceled.</param>
    /// <exception cref="SynchronizationLockException">This flow does not hold it. Nothing was sent.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the server keeps it locked.</exception>
    public Task NotifyAllAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _lock.Find().CallAsync("notify_all", []);
    }

    /// <summary>Whether anybody holds the lock, at this moment. Calls the exposed method <c>locked</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">The server is older than CPython 3.14.</exception>
    public ValueTask<bool> IsLockedAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfNotExposed("locked", "3.14");
        return ReadAsync<bool>(Request("locked"), cancellationToken);
    }

    /// <summary>
    /// Ends the waits and releases every level that was acquired through this proxy, then gives the reference back.
    /// </summary>
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
}
