using System.Threading.Channels;

namespace Bridge.Workers;

/// <summary>Reads rows once and hands each of them to both pools, so that neither gets far ahead of the other.</summary>
internal sealed class ShadowFeed<TIn>
{
    // What a pool has not taken yet. The pools themselves bound what they have taken and not answered.
    private const int Ahead = 256;

    private readonly Channel<TIn> _first = CreateChannel();
    private readonly Channel<TIn> _second = CreateChannel();

    /// <summary>The rows for the first pool; ends as the input does.</summary>
    public IAsyncEnumerable<TIn> First => _first.Reader.ReadAllAsync(CancellationToken.None);

    /// <summary>The rows for the second pool; ends where the input ends or fails.</summary>
    public IAsyncEnumerable<TIn> Second => _second.Reader.ReadAllAsync(CancellationToken.None);

    /// <summary>Reads the input to its end. What it throws, the first pool gets.</summary>
    public async Task RunAsync(IAsyncEnumerable<TIn> rows, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await _first.Writer.WriteAsync(row, cancellationToken).ConfigureAwait(false);
                await WriteSecondAsync(row, cancellationToken).ConfigureAwait(false);
            }

            _first.Writer.TryComplete();
        }
        catch (Exception error)
        {
            _first.Writer.TryComplete(error);
        }

        _second.Writer.TryComplete();
    }

    /// <summary>The second pool takes no more rows; the first one gets all.</summary>
    public void DropSecond() => _second.Writer.TryComplete();

    private async ValueTask WriteSecondAsync(TIn row, CancellationToken cancellationToken)
    {
        try
        {
            if (!_second.Writer.TryWrite(row))
            {
                await _second.Writer.WriteAsync(row, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ChannelClosedException)
        {
            // Dropped.
        }
    }

    private static Channel<TIn> CreateChannel() => Channel.CreateBounded<TIn>(
        new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = false });
}
