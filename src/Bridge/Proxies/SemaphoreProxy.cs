using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>threading.Semaphore</c> or <c>BoundedSemaphore</c> referent.</summary>
/// <remarks>
/// <para>Thread-safe. The server does not know who took what: any client may release, and what a program took that died
/// is not given back.</para>
/// <para>Canceling a wait loses nothing: the wait is made of slices of at most 250 ms, and a canceled call returns after
/// the running slice, with the hold if that slice brought it.</para>
/// </remarks>
public sealed class SemaphoreProxy : Proxy
{
    internal SemaphoreProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => "AcquirerProxy";

    /// <summary>Takes one, waiting until there is one. Calls the exposed method <c>acquire</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>The hold: its disposal releases.</returns>
    /// <exception cref="BridgeConnectionException">The connection broke; the one it may have taken is lost.</exception>
    public async Task<SemaphoreHold> AcquireAsync(CancellationToken cancellationToken = default)
    {
        if (!await TryTakeAsync(cancellationToken).ConfigureAwait(false))
        {
            await AcquireInSlicesAsync(null, cancellationToken).ConfigureAwait(false);
        }

        return new SemaphoreHold(this);
    }

    /// <summary>Takes one if there is one in time. Calls the exposed method <c>acquire</c>.</summary>
    /// <param name="timeout">How long the server waits; zero to look once. Must not be negative.</param>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>The hold, or null when there was none.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the one it may have taken is lost.</exception>
    public async Task<SemaphoreHold?> TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return await TryTakeAsync(cancellationToken).ConfigureAwait(false)
            || (timeout > TimeSpan.Zero
                && await AcquireInSlicesAsync(timeout, cancellationToken).ConfigureAwait(false))
            ? new SemaphoreHold(this)
            : null;
    }

    /// <summary>Gives some back. Calls the exposed method <c>release</c>.</summary>
    /// <remarks>
    /// CPython 3.8 and older give back one at a time: there, more than one are that many calls, and a bounded semaphore
    /// may take some of them before it refuses.
    /// </remarks>
    /// <param name="n">How many; 1 by default.</param>
    /// <param name="cancellationToken">Looked at before the call; once sent, it is not canceled.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is less than 1.</exception>
    /// <exception cref="RemoteException">
    /// A bounded semaphore would have more than at first (<see cref="PythonTypes.ValueError"/>).
    /// </exception>
    public async ValueTask ReleaseAsync(int n = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        cancellationToken.ThrowIfCancellationRequested();
        if (n > 1)
        {
            try
            {
                await CallAsync(Request("release", n), CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (RemoteException error) when (error.PythonType == PythonTypes.TypeError)
            {
                // CPython 3.8 and older refuse the argument; nothing was released yet.
            }
        }

        for (var i = 0; i < n; i++)
        {
            await CallAsync(Request("release"), CancellationToken.None).ConfigureAwait(false);
        }
    }

    // The reply may say that we took one.
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
