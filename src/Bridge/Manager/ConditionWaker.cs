using System.Diagnostics;

namespace Bridge.Manager;

/// <summary>Ends a <c>Condition.wait</c> from outside, because a request cannot be taken back.</summary>
internal static class ConditionWaker
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Notifies all over another connection until the wait has returned.</summary>
    /// <param name="client">The client.</param>
    /// <param name="token">The condition.</param>
    /// <param name="waiting">The wait.</param>
    /// <param name="abandon">Gives the wait up; used when the server does not answer for five seconds.</param>
    /// <returns>
    /// Whether a <c>notify_all</c> was made before it returned. If not, it was another's notify that ended it.
    /// </returns>
    public static async Task<bool> WakeAsync(
        ManagerClient client, Token token, Task waiting, CancellationTokenSource abandon)
    {
        var isNotified = false;
        var lastSuccess = Stopwatch.GetTimestamp();
        while (!waiting.IsCompleted)
        {
            try
            {
                isNotified |= await NotifyAllAsync(client, token, waiting).ConfigureAwait(false);
                lastSuccess = Stopwatch.GetTimestamp();
            }
            catch (Exception error) when (error is BridgeException or OperationCanceledException or ObjectDisposedException)
            {
                if (Stopwatch.GetElapsedTime(lastSuccess) > Patience)
                {
                    await abandon.CancelAsync().ConfigureAwait(false);
                    return isNotified;
                }
            }

            // Notified, it still needs the lock, which others may hold for long.
            await Task.WhenAny(waiting, Task.Delay(SliceDeadline.Slice)).ConfigureAwait(false);
        }

        return isNotified;
    }

    private static async Task<bool> NotifyAllAsync(ManagerClient client, Token token, Task waiting)
    {
        using var patience = new CancellationTokenSource();
        patience.CancelAfter(Patience);
        var lease = await client.LeaseAsync(patience.Token).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            while (!await CallAsync<bool>("acquire", [true, SliceDeadline.Slice.TotalSeconds]).ConfigureAwait(false))
            {
                if (waiting.IsCompleted)
                {
                    return false;
                }
            }

            try
            {
                await CallAsync<object?>("notify_all", []).ConfigureAwait(false);
                return true;
            }
            finally
            {
                await CallAsync<object?>("release", []).ConfigureAwait(false);
            }

            async Task<T> CallAsync<T>(string method, IReadOnlyList<object?> arguments)
            {
                patience.CancelAfter(SliceDeadline.Slice + Patience);
                var reply = await client.CallLeasedAsync<T>(lease, token, method, arguments, null, patience.Token)
                    .ConfigureAwait(false);
                return reply.Payload();
            }
        }
    }
}
