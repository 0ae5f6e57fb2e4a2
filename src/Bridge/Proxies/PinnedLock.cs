using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>What <see cref="RLockProxy"/> and <see cref="ConditionProxy"/> share: a lock that a connection owns.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PinnedLock(Proxy proxy, ManagerClient client)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _acquiring;
    private bool _isClosed;

    /// <summary>Acquires one level for the flow of the caller. Not async: the flow must reach the caller.</summary>
    /// <exception cref="ObjectDisposedException">The proxy or the client was disposed.</exception>
    public Task<PinHold?> AcquireAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<PinHold?>(cancellationToken);
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, proxy);
            _acquiring++;
        }

        try
        {
            var (pin, turn) = client.Pins.Join(client, proxy.Token, cancellationToken);
            return AcquireCoreAsync(pin, turn, timeout, cancellationToken);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>The pin of the caller's flow.</summary>
    /// <exception cref="SynchronizationLockException">This flow never acquired it.</exception>
    public Pin Find()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, proxy);
        }

        return client.Pins.Find(proxy.Token) ?? throw Pin.NotHeld(proxy.Token);
    }

    /// <summary>Ends the acquires under way and releases all that was acquired through this proxy.</summary>
    /// <exception cref="BridgeConnectionException">The connection that held it broke.</exception>
    public async Task CloseAsync()
    {
        bool isDrained;
        lock (_gate)
        {
            _isClosed = true;
            isDrained = _acquiring == 0;
        }

        if (!isDrained)
        {
            await _drained.Task.ConfigureAwait(false);
        }

        await client.Pins.ReleaseAsync(proxy).ConfigureAwait(false);
    }

    private async Task<PinHold?> AcquireCoreAsync(
        Pin pin, Task turn, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await pin.AcquireAsync(turn, proxy, IsClosed, timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    private bool IsClosed()
    {
        lock (_gate)
        {
            return _isClosed;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_acquiring == 0 && _isClosed)
            {
                _drained.TrySetResult();
            }
        }
    }
}
