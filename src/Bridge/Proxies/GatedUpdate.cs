namespace Bridge.Proxies;

/// <summary>Reads, computes and writes while a shared lock is held, so that nobody's update is lost.</summary>
internal static class GatedUpdate
{
    /// <summary>Runs one update; the lock is released before it returns, also when it throws.</summary>
    public static async Task<T> RunAsync<T>(
        ISharedLock gate,
        Func<CancellationToken, ValueTask<T?>> read,
        Func<T?, CancellationToken, Task<T>> update,
        Func<T, CancellationToken, ValueTask> write,
        CancellationToken cancellationToken)
    {
        var hold = await gate.AcquireAsync(cancellationToken).ConfigureAwait(false);
        await using (hold.ConfigureAwait(false))
        {
            var current = await read(cancellationToken).ConfigureAwait(false);
            var next = await update(current, cancellationToken).ConfigureAwait(false);

            // Once sent, waited for: a write that is still on its way when the lock is free undoes another update.
            await SlicedWait.TakeAsync(async abandon =>
            {
                await write(next, abandon).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
            return next;
        }
    }
}
