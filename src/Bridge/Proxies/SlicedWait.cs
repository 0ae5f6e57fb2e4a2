using Bridge.Connections;
using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Waits on the server in short slices, so that canceling loses nothing.</summary>
/// <remarks>
/// A <c>get</c> or <c>acquire</c> whose client went away still takes the item or the lock, and nobody has it then.
/// So no request waits longer than a slice, and a slice that runs is always waited for.
/// </remarks>
internal static class SlicedWait
{
    // A server that does not answer a canceled call for this long is taken for dead.
    public static readonly TimeSpan Grace = SliceDeadline.Slice + TimeSpan.FromSeconds(5);

    /// <summary>A call that takes something if it is there now. Canceled, its answer is waited for like a slice.</summary>
    public static async ValueTask<T> TakeAsync<T>(
        Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!cancellationToken.CanBeCanceled)
        {
            return await call(CancellationToken.None).ConfigureAwait(false);
        }

        using var abandon = new CancellationTokenSource();
        using var registration = cancellationToken.UnsafeRegister(
            static state => ((CancellationTokenSource)state!).CancelAfter(Grace), abandon);
        return await call(abandon.Token).ConfigureAwait(false);
    }

    /// <summary>Runs slices until one is done, the time is up, or the caller cancels between two.</summary>
    /// <param name="proxy">The proxy; disposed, it ends the wait after the running slice.</param>
    /// <param name="timeout">The whole wait; null for no end.</param>
    /// <param name="attempt">One request with a server-side timeout in seconds; says whether it brought a result.</param>
    /// <param name="cancellationToken">Looked at between slices.</param>
    /// <returns>The result of the slice that was done, or <c>Done = false</c> when the time is up.</returns>
    public static async Task<(bool Done, T? Result)> RunAsync<T>(
        Proxy proxy,
        TimeSpan? timeout,
        Func<Lease, double, CancellationToken, Task<(bool Done, T? Result)>> attempt,
        CancellationToken cancellationToken)
    {
        using var use = proxy.Use();
        cancellationToken.ThrowIfCancellationRequested();
        var client = proxy.Client;
        var end = timeout is { } limit ? Environment.TickCount64 + (long)limit.TotalMilliseconds : long.MaxValue;
        var lease = await client.LeaseAsync(cancellationToken).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            using var deadline = new SliceDeadline(client, cancellationToken);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                proxy.ThrowIfDisposed();
                var slice = Math.Clamp(
                    end - Environment.TickCount64, 0, (long)SliceDeadline.Slice.TotalMilliseconds) / 1000.0;
                var (done, result) = await deadline.RunAsync(abandon => attempt(lease, slice, abandon)).ConfigureAwait(false);
                if (done)
                {
                    return (true, result);
                }

                if (Environment.TickCount64 >= end)
                {
                    return (false, default);
                }
            }
        }
    }
}
