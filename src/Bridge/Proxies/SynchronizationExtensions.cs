using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Creates locks, semaphores, conditions and barriers on a manager, or gets those that somebody registered.</summary>
/// <remarks>
/// Every method throws <see cref="RemoteException"/> when the server has no such typeid or its constructor raises, and
/// <see cref="BridgeConnectionException"/> when it cannot be reached. Canceled, a referent that was created meanwhile
/// stays on the server until that ends.
/// </remarks>
public static class SynchronizationExtensions
{
    /// <summary>Creates an <c>RLock</c>, free.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public static async Task<RLockProxy> CreateRLockAsync(
        this ManagerClient client, CancellationToken cancellationToken = default) =>
        new(client, await Referents.CreateAsync(client, TypeIds.RLock, [], null, cancellationToken).ConfigureAwait(false));

    /// <summary>Creates a <c>Semaphore</c>.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="value">How many it has at first; 1 by default.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative.</exception>
    public static Task<SemaphoreProxy> CreateSemaphoreAsync(
        this ManagerClient client, int value = 1, CancellationToken cancellationToken = default) =>
        CreateSemaphoreAsync(client, TypeIds.Semaphore, value, cancellationToken);

    /// <summary>Creates a <c>BoundedSemaphore</c>: it never has more than at first.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="value">How many it has at first; 1 by default.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative.</exception>
    public static Task<SemaphoreProxy> CreateBoundedSemaphoreAsync(
        this ManagerClient client, int value = 1, CancellationToken cancellationToken = default) =>
        CreateSemaphoreAsync(client, TypeIds.BoundedSemaphore, value, cancellationToken);

    /// <summary>Creates a <c>Condition</c> with an <c>RLock</c> of its own.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public static async Task<ConditionProxy> CreateConditionAsync(
        this ManagerClient client, CancellationToken cancellationToken = default) =>
        new(client, await Referents.CreateAsync(client, TypeIds.Condition, [], null, cancellationToken).ConfigureAwait(false));

    /// <summary>Creates a <c>Barrier</c>.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="parties">How many must wait.</param>
    /// <param name="timeout">How long a wait without a timeout of its own waits; null, the default, for no end.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="parties"/> is less than 1, or <paramref name="timeout"/> is negative.
    /// </exception>
    public static async Task<BarrierProxy> CreateBarrierAsync(
        this ManagerClient client, int parties, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parties, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout.GetValueOrDefault(), TimeSpan.Zero, nameof(timeout));
        object?[] arguments = timeout is null ? [parties] : [parties, null, .. ServerTimeout.ToArguments(timeout)];
        return new(client, await Referents.CreateAsync(client, TypeIds.Barrier, arguments, null, cancellationToken)
            .ConfigureAwait(false));
    }

    // A Lock, an RLock and a semaphore expose the same methods: only the caller knows which one was registered.

    /// <summary>Gets the lock that somebody registered: <c>BaseManager.register('get_lock', callable=…, AcquirerProxy)</c>.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under. An <c>RLock</c> wants <see cref="GetRLockAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">What came does not expose <c>acquire</c> and <c>release</c>.</exception>
    public static async Task<LockProxy> GetLockAsync(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default) =>
        new(client, await GetAsync(client, typeId, ["acquire", "release"], "lock", cancellationToken)
            .ConfigureAwait(false));

    /// <summary>Gets the re-entrant lock that somebody registered: <c>BaseManager.register('get_rlock', callable=…, AcquirerProxy)</c>.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">What came does not expose <c>acquire</c> and <c>release</c>.</exception>
    public static async Task<RLockProxy> GetRLockAsync(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default) =>
        new(client, await GetAsync(client, typeId, ["acquire", "release"], "re-entrant lock", cancellationToken)
            .ConfigureAwait(false));

    /// <summary>Gets the semaphore that somebody registered: <c>BaseManager.register('get_semaphore', callable=…, AcquirerProxy)</c>.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">What came does not expose <c>acquire</c> and <c>release</c>.</exception>
    public static async Task<SemaphoreProxy> GetSemaphoreAsync(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default) =>
        new(client, await GetAsync(client, typeId, ["acquire", "release"], "semaphore", cancellationToken)
            .ConfigureAwait(false));

    /// <summary>Gets the condition that somebody registered: <c>BaseManager.register('get_condition', callable=…, ConditionProxy)</c>.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">What came does not expose <c>acquire</c> and <c>release</c> and <c>wait</c> and <c>notify_all</c>.</exception>
    public static async Task<ConditionProxy> GetConditionAsync(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default) =>
        new(client, await GetAsync(client, typeId, ["acquire", "release", "wait", "notify_all"], "condition", cancellationToken)
            .ConfigureAwait(false));

    /// <summary>Gets the barrier that somebody registered: <c>BaseManager.register('get_barrier', callable=…, BarrierProxy)</c>.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">What came does not expose <c>wait</c> and <c>abort</c> and <c>__getattribute__</c>.</exception>
    public static async Task<BarrierProxy> GetBarrierAsync(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default) =>
        new(client, await GetAsync(client, typeId, ["wait", "abort", "__getattribute__"], "barrier", cancellationToken)
            .ConfigureAwait(false));

    /// <summary>Gets the event that somebody registered: <c>BaseManager.register('get_event', callable=…, EventProxy)</c>.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">What came does not expose <c>is_set</c> and <c>wait</c>.</exception>
    public static async Task<EventProxy> GetEventAsync(
        this ManagerClient client, string typeId, CancellationToken cancellationToken = default) =>
        new(client, await GetAsync(client, typeId, ["is_set", "wait"], "event", cancellationToken)
            .ConfigureAwait(false));

    private static async Task<SemaphoreProxy> CreateSemaphoreAsync(
        ManagerClient client, string typeId, int value, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return new(client, await Referents.CreateAsync(client, typeId, [value], null, cancellationToken)
            .ConfigureAwait(false));
    }

    private static Task<ProxyReference> GetAsync(
        ManagerClient client, string typeId, string[] needed, string what, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        return Referents.GetAsync(client, typeId, needed, what, cancellationToken);
    }
}
