using System.Runtime.CompilerServices;

namespace Bridge.Connections;

/// <summary>Writes the requests of a <see cref="PipelinedLane"/>: all that may go, in one write.</summary>
/// <param name="gate">The lock of the lane.</param>
/// <param name="window">The calls of the lane.</param>
/// <param name="connection">The connection of the lane.</param>
/// <param name="maxRequests">How many requests the window takes.</param>
/// <param name="fail">Told what went wrong.</param>
internal sealed class LaneWriter(
    object gate, LaneWindow window, Connection connection, int maxRequests, Action<Exception> fail)
{
    // After so many steps without a pause the work moves from the caller's thread to the pool.
    private const int MaxBorrowedSteps = 16;

    private readonly FrameBuffer[] _batch = new FrameBuffer[maxRequests];

    /// <summary>Whether somebody writes, or is about to. Under the lock.</summary>
    internal bool IsClaimed { get; private set; }

    /// <summary>Makes the caller the one who calls <see cref="Start"/>; false when another one is. Under the lock.</summary>
    internal bool TryClaim()
    {
        var isOurs = !IsClaimed;
        IsClaimed = true;
        return isOurs;
    }

    /// <summary>Writes until nothing is left that may be written.</summary>
    /// <param name="atOnce">On this thread, as long as the connection takes it without a wait.</param>
    internal void Start(bool atOnce)
    {
        if (atOnce)
        {
            _ = WriteAsync();
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static writer => _ = writer.WriteAsync(), this, preferLocal: false);
    }

    private async Task WriteAsync()
    {
        try
        {
            for (var step = 0; ; step++)
            {
                if (step == MaxBorrowedSteps)
                {
                    await YieldAsync();
                }

                if (!TryTakeBatch(out var count))
                {
                    return;
                }

                await SendBatchAsync(count).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            fail(e);
        }
    }

    private bool TryTakeBatch(out int count)
    {
        lock (gate)
        {
            count = window.TakeBatch(_batch);
            IsClaimed = count > 0;
            return IsClaimed;
        }
    }

    private async Task SendBatchAsync(int count)
    {
        var batch = _batch.AsMemory(0, count);
        try
        {
            await connection.SendAsync(batch, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            foreach (var request in batch.Span)
            {
                request.Dispose();
            }

            batch.Span.Clear();
        }
    }

    private static ConfiguredTaskAwaitable YieldAsync() =>
        Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
