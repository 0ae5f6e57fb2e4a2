using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Proxy for a <c>threading.Barrier</c> referent: a number of parties wait for each other.</summary>
/// <remarks>
/// <para>Thread-safe. Each wait occupies a connection.</para>
/// <para>A wait cannot be taken back: canceling one aborts the barrier for all, as a timeout in Python does. It stays
/// broken until <see cref="ResetAsync"/>.</para>
/// </remarks>
public sealed class BarrierProxy : Proxy
{
    // A server that does not end an aborted wait for this long is taken for dead.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    internal BarrierProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }

    private protected override string PythonClass => "BarrierProxy";

    /// <summary>
    /// Waits until all parties wait, or for the timeout that the barrier was created with. Calls the exposed method
    /// <c>wait</c>.
    /// </summary>
    /// <param name="cancellationToken">Aborts the barrier; see the remarks of the type.</param>
    /// <returns>A number from 0 to parties − 1, another for each party.</returns>
    /// <exception cref="RemoteException">
    /// The barrier is broken (<see cref="PythonTypes.BrokenBarrierError"/>).
    /// </exception>
    /// <exception cref="OperationCanceledException">Canceled; the barrier is broken.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the party may still be counted.</exception>
    public Task<int> WaitAsync(CancellationToken cancellationToken = default) => WaitCoreAsync(null, cancellationToken);

    /// <summary>Waits until all parties wait. Calls the exposed method <c>wait</c>.</summary>
    /// <param name="timeout">How long the server waits before it breaks the barrier. Must not be negative.</param>
    /// <param name="cancellationToken">Aborts the barrier; see the remarks of the type.</param>
    /// <returns>A number from 0 to parties − 1, another for each party.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="RemoteException">
    /// The time is up, or the barrier is broken (<see cref="PythonTypes.BrokenBarrierError"/>).
    /// </exception>
    /// <exception cref="OperationCanceledException">Canceled; the barrier is broken.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the party may still be counted.</exception>
    public Task<int> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return WaitCoreAsync(timeout, cancellationToken);
    }

    /// <summary>Breaks the barrier: all that wait, now or later, fail. Calls the exposed method <c>abort</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be broken all the same.</param>
    public ValueTask AbortAsync(CancellationToken cancellationToken = default) =>
        CallAsync(Request("abort"), cancellationToken);

    /// <summary>
    /// Makes the barrier empty and whole again; those that wait now fail. Calls the exposed method <c>reset</c>.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be reset all the same.</param>
    public ValueTask ResetAsync(CancellationToken cancellationToken = default) =>
        CallAsync(Request("reset"), cancellationToken);

    /// <summary>How many must wait. Calls the exposed method <c>__getattribute__</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<int> GetPartiesAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<int>(Request("__getattribute__", "parties"), cancellationToken);

    /// <summary>How many wait, at this moment. Calls the exposed method <c>__getattribute__</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<int> GetWaitingCountAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<int>(Request("__getattribute__", "n_waiting"), cancellationToken);

    /// <summary>Whether the barrier is broken. Calls the exposed method <c>__getattribute__</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    public ValueTask<bool> IsBrokenAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<bool>(Request("__getattribute__", "broken"), cancellationToken);

    // In one piece: a slice that times out would break the barrier.
    private async Task<int> WaitCoreAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var use = Use();
        cancellationToken.ThrowIfCancellationRequested();
        var lease = await Client.LeaseAsync(cancellationToken).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var canceled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = cancellationToken.UnsafeRegister(
                static state => ((TaskCompletionSource)state!).TrySetResult(), canceled);
            using var abandon = new CancellationTokenSource();
            var waiting = Client.CallLeasedAsync<int>(
                lease, Token, "wait", ServerTimeout.ToArguments(timeout), null, abandon.Token).AsTask();
            try
            {
                await Task.WhenAny(waiting, canceled.Task).ConfigureAwait(false);
                if (!waiting.IsCompleted)
                {
                    abandon.CancelAfter(Grace);
                    await AbortQuietlyAsync(abandon.Token).ConfigureAwait(false);
                }

                return (await waiting.ConfigureAwait(false)).Payload();
            }
            catch (Exception error) when (cancellationToken.IsCancellationRequested
                && error is OperationCanceledException or RemoteException { PythonType: PythonTypes.BrokenBarrierError })
            {
                throw new OperationCanceledException(null, error, cancellationToken);
            }
        }
    }

    private async Task AbortQuietlyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Client.CallQuickAsync<object?>(Token, "abort", [], null, cancellationToken).ConfigureAwait(false);
        }
        catch (BridgeException)
        {
            // The wait fails with the same connection, or is given up.
        }
    }
}
