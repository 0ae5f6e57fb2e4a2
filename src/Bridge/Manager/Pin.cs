using Bridge.Connections;

namespace Bridge.Manager;

/// <summary>A leased connection that owns an <c>RLock</c> or <c>Condition</c> for one async flow.</summary>
/// <remarks>
/// Lives from the first acquire to the last release; then it is dead for good, and who inherited it gets another.
/// Its calls are made one after another. Thread-safe.
/// </remarks>
internal sealed class Pin(ManagerClient client, FlowPins pins, Token token) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _calls = new(1);
    private readonly List<PinHold> _holds = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Lease? _lease;
    private int _users; // holds, and calls under way
    private TaskCompletionSource? _endOfWait;
    private Exception? _fault;
    private bool _isDead;

    /// <summary>Whether it is for this referent, and not for another that had the same ident on another server.</summary>
    public bool IsFor(Token other) => token.Id == other.Id && ReferenceEquals(token.Server, other.Server);

    public bool IsDead => Volatile.Read(ref _isDead);

    /// <summary>Whether a level was not released yet.</summary>
    public bool IsHeld(PinHold hold)
    {
        lock (_gate)
        {
            return _holds.Contains(hold);
        }
    }

    /// <summary>Queues an acquire; null when this flow holds nothing now, because all is released or it waits.</summary>
    public Task? TryJoin(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isDead || _endOfWait is not null || _fault is not null)
            {
                return null;
            }

            _users++;
            return _calls.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Acquires one level; null when the time is up.</summary>
    /// <param name="turn">What <see cref="TryJoin"/> gave.</param>
    /// <param name="owner">The proxy.</param>
    /// <param name="isClosed">Whether the proxy was disposed meanwhile.</param>
    /// <param name="timeout">The whole wait; null for no end.</param>
    /// <param name="cancellationToken">Looked at between slices.</param>
    public async Task<PinHold?> AcquireAsync(
        Task turn, object owner, Func<bool> isClosed, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        try
        {
            await turn.ConfigureAwait(false);
            try
            {
                if (!await TakeAsync(owner, isClosed, timeout, cancellationToken).ConfigureAwait(false))
                {
                    return null;
                }

                var hold = new PinHold(this, owner);
                lock (_gate)
                {
                    _holds.Add(hold);
                    _users++;
                }

                return hold;
            }
            finally
            {
                _calls.Release();
            }
        }
        finally
        {
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Releases the innermost level.</summary>
    /// <exception cref="SynchronizationLockException">There is none. Nothing was sent.</exception>
    public Task ReleaseInnermostAsync()
    {
        PinHold innermost;
        lock (_gate)
        {
            ThrowIfNotHeld();
            innermost = _holds[^1];
        }

        return ReleaseAsync(innermost);
    }

    /// <summary>Releases one level, once; ends a wait before.</summary>
    /// <exception cref="BridgeConnectionException">The connection broke.</exception>
    public async Task ReleaseAsync(PinHold hold)
    {
        Task turn;
        lock (_gate)
        {
            if (!_holds.Remove(hold))
            {
                return;
            }

            _endOfWait?.TrySetResult();
            turn = _calls.WaitAsync();
        }

        await RunAsync<object?>(turn, () => CallHeldInTimeAsync("release", []))
            .ConfigureAwait(false);
    }

    /// <summary>Releases every level of one owner; of all owners for null.</summary>
    /// <exception cref="BridgeConnectionException">The connection broke.</exception>
    public Task ReleaseAllAsync(object? owner)
    {
        PinHold[] holds;
        lock (_gate)
        {
            holds = [.. _holds.Where(hold => owner is null || hold.Owner == owner)];
        }

        return Task.WhenAll(holds.Reverse().Select(hold => hold.ReleaseAsync()));
    }

    /// <summary>Releases every level, and waits for the calls under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await ReleaseAllAsync(null).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>A quick call of a method that only the holder may call.</summary>
    /// <exception cref="SynchronizationLockException">This flow does not hold the lock now. Nothing was sent.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke.</exception>
    public async Task CallAsync(string method, IReadOnlyList<object?> arguments)
    {
        Task turn;
        lock (_gate)
        {
            ThrowIfNotHeld();
            _users++;
            turn = _calls.WaitAsync();
        }

        await RunAsync<object?>(turn, () => CallHeldInTimeAsync(method, arguments))
            .ConfigureAwait(false);
    }

    /// <summary>One <c>wait</c> of a <c>Condition</c>, in one piece: docs/decisions/0007.</summary>
    /// <exception cref="SynchronizationLockException">This flow does not hold the lock now. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Canceled; the lock is held again.</exception>
    /// <exception cref="ObjectDisposedException">A hold was disposed meanwhile.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke.</exception>
    public async Task<bool> WaitAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task turn;
        lock (_gate)
        {
            ThrowIfNotHeld();

            // From here on nobody queues behind the wait, but who releases what it will hold again.
            _endOfWait = end;
            _users++;
            turn = _calls.WaitAsync(CancellationToken.None);
        }

        using var registration = cancellationToken.UnsafeRegister(
            static state => ((TaskCompletionSource)state!).TrySetResult(), end);
        return await RunAsync(turn, async () =>
        {
            try
            {
                return await WaitCoreAsync(timeout, end.Task, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                lock (_gate)
                {
                    _endOfWait = null;
                }
            }
        }).ConfigureAwait(false);
    }

    /// <summary>Refuses what only the holder may do.</summary>
    public static SynchronizationLockException NotHeld(Token token) =>
        new($"This async flow does not hold the {token.TypeId} now; acquire it first, and in the method that uses it.");

    private async Task<bool> WaitCoreAsync(TimeSpan? timeout, Task end, CancellationToken cancellationToken)
    {
        using var abandon = new CancellationTokenSource();
        var waiting = CallHeldAsync<bool>("wait", ServerTimeout.ToArguments(timeout), abandon.Token);
        await Task.WhenAny(waiting, end).ConfigureAwait(false);
        if (waiting.IsCompleted)
        {
            return await waiting.ConfigureAwait(false);
        }

        var isWoken = await ConditionWaker.WakeAsync(client, token, waiting, abandon).ConfigureAwait(false);
        var result = await waiting.ConfigureAwait(false);
        if (!isWoken)
        {
            return result; // somebody else's notify, which must not be lost
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw new ObjectDisposedException(token.TypeId, $"A hold of the {token.TypeId} was disposed while it waited.");
    }

    private async Task<bool> TakeAsync(
        object owner, Func<bool> isClosed, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var end = timeout is { } limit ? Environment.TickCount64 + (long)limit.TotalMilliseconds : long.MaxValue;
        using var deadline = new SliceDeadline(client, cancellationToken);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(isClosed(), owner);
            ObjectDisposedException.ThrowIf(pins.IsClosed, client);
            ThrowIfLost();
            _lease ??= await client.LeaseAsync(cancellationToken).ConfigureAwait(false);
            var seconds = Math.Clamp(
                end - Environment.TickCount64, 0, (long)SliceDeadline.Slice.TotalMilliseconds) / 1000.0;
            if (await deadline.RunAsync(abandon => CallCoreAsync<bool>("acquire", [true, seconds], abandon))
                .ConfigureAwait(false))
            {
                return true;
            }

            if (Environment.TickCount64 >= end)
            {
                return false;
            }
        }
    }

    private async Task<object?> CallHeldInTimeAsync(string method, IReadOnlyList<object?> arguments)
    {
        using var deadline = CallDeadline.Start(client.Options.CallTimeout, CancellationToken.None);
        return await CallHeldAsync<object?>(method, arguments, deadline.Token).ConfigureAwait(false);
    }

    private async Task<T> CallHeldAsync<T>(
        string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken)
    {
        ThrowIfLost();
        try
        {
            return await CallCoreAsync<T>(method, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (_fault is not null)
        {
            throw Lost();
        }
    }

    private async Task<T> CallCoreAsync<T>(
        string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await client.CallLeasedAsync<T>(_lease!, token, method, arguments, null, cancellationToken)
                .ConfigureAwait(false);
            return reply.Payload();
        }
        catch (Exception error) when (error is not RemoteException)
        {
            _fault = error;
            throw;
        }
    }

    /// <summary>Makes a call when its turn comes, then leaves.</summary>
    private async Task<T> RunAsync<T>(Task turn, Func<Task<T>> call)
    {
        try
        {
            await turn.ConfigureAwait(false);
            try
            {
                return await call().ConfigureAwait(false);
            }
            finally
            {
                _calls.Release();
            }
        }
        finally
        {
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    private ValueTask LeaveAsync()
    {
        lock (_gate)
        {
            if (--_users > 0)
            {
                return ValueTask.CompletedTask;
            }

            _isDead = true;
        }

        pins.Remove(this);
        return EndAsync();
    }

    private async ValueTask EndAsync()
    {
        if (_lease is not null)
        {
            await _lease.DisposeAsync().ConfigureAwait(false);
        }

        _calls.Dispose();
        _ended.TrySetResult();
    }

    private void ThrowIfNotHeld()
    {
        if (_holds.Count == 0 || _endOfWait is not null)
        {
            throw NotHeld(token);
        }
    }

    private void ThrowIfLost()
    {
        if (_fault is not null)
        {
            throw Lost();
        }
    }

    private BridgeConnectionException Lost() =>
        new($"The connection to {client.Address} that owned the {token.TypeId} broke. The server keeps it locked for a "
            + $"thread that is gone; create a new {token.TypeId}.", _fault);
}
