using System.Runtime.CompilerServices;

namespace Bridge.Workers;

/// <summary>One map over two pools: the first one's results, and what the second one's have other.</summary>
internal sealed class ShadowRun<TIn>(WorkerPool first, WorkerPool second, ShadowBoard<TIn> board)
{
    private readonly ShadowFeed<TIn> _feed = new();

    /// <summary>The results of the first pool; each difference is told before the next result, or at the end.</summary>
    public async IAsyncEnumerable<RowResult<TIn, object?>> RunAsync(
        IAsyncEnumerable<TIn> rows,
        Action<RowDifference<TIn>>? tell,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeding = Task.Run(() => _feed.RunAsync(rows, stop.Token), CancellationToken.None);
        var shadowing = Task.Run(() => ShadowAsync(stop.Token), CancellationToken.None);
        try
        {
            var results = first.MapAsync<TIn, object?>(_feed.First, cancellationToken);
            await foreach (var result in results.ConfigureAwait(false))
            {
                board.AddFirst(result);
                Tell(tell);
                yield return result;
            }

            await shadowing.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            Tell(tell);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await shadowing.ConfigureAwait(false);

            // An input that does not listen to its token is left alone; it may wait for a terminal.
            await Task.WhenAny(feeding, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private async Task ShadowAsync(CancellationToken cancellationToken)
    {
        try
        {
            var results = second.MapAsync<TIn, object?>(_feed.Second, cancellationToken);
            await foreach (var result in results.ConfigureAwait(false))
            {
                board.AddSecond(result);
            }
        }
        catch (Exception error)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                board.LoseSecond(error);
            }
        }
        finally
        {
            _feed.DropSecond();
        }
    }

    private void Tell(Action<RowDifference<TIn>>? tell)
    {
        while (board.TryTake(out var difference))
        {
            tell?.Invoke(difference);
        }
    }
}
