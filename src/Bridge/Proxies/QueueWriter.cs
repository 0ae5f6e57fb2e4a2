using System.Threading.Channels;

namespace Bridge.Proxies;

/// <summary>A queue of a manager as a <see cref="ChannelWriter{T}"/>, with a buffer that is sent in the background.</summary>
/// <typeparam name="T">The .NET type of the items.</typeparam>
/// <remarks>
/// <para>Thread-safe. A full buffer makes writers wait. The items go out in the order they were written, in batches.</para>
/// <para>An item that was written is in the queue when <see cref="Completion"/> has succeeded. When a put fails, writers
/// fail with the same exception, and <see cref="Unsent"/> has what is not surely in. The proxy stays the caller's.</para>
/// </remarks>
public sealed class QueueWriter<T> : ChannelWriter<T>, IAsyncDisposable
{
    private const int MaxBatch = 256;

    private readonly QueueProxy<T> _queue;
    private readonly Channel<T> _buffer;
    private readonly CancellationToken _stop;
    private long _putCount;

    internal QueueWriter(QueueProxy<T> queue, int capacity, CancellationToken stop)
    {
        _queue = queue;
        _buffer = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _stop = stop;
        Completion = Task.Run(PumpAsync, CancellationToken.None);
    }

    /// <summary>Completes when the writer was completed and all is in the queue.</summary>
    /// <value>
    /// Fails with what a put threw (<see cref="QueueBatchException"/>, <see cref="BridgeConnectionException"/>), or with
    /// the error given to <see cref="TryComplete"/>; canceled by the token of the writer.
    /// </value>
    public Task Completion { get; }

    /// <summary>How many items are surely in the queue.</summary>
    public long PutCount => Interlocked.Read(ref _putCount);

    /// <summary>What was written and is not surely in the queue, in order, once <see cref="Completion"/> has failed.</summary>
    /// <value>
    /// The first <see cref="QueueBatchException.Unknown"/> of them may be in, when that is what it failed with; the
    /// others are not.
    /// </value>
    public IReadOnlyList<T> Unsent { get; private set; } = [];

    /// <summary>Puts an item into the buffer, if it has room.</summary>
    /// <param name="item">The item to send.</param>
    public override bool TryWrite(T item) => _buffer.Writer.TryWrite(item);

    /// <summary>Waits until the buffer has room.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when the writer was completed; throws when a put failed.</returns>
    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) =>
        _buffer.Writer.WaitToWriteAsync(cancellationToken);

    /// <summary>Puts an item into the buffer, waiting for room.</summary>
    /// <param name="item">The item to send.</param>
    /// <param name="cancellationToken">Cancels the wait; the item is not written then.</param>
    /// <exception cref="ChannelClosedException">The writer was completed, or a put failed: the inner exception.</exception>
    public override ValueTask WriteAsync(T item, CancellationToken cancellationToken = default) =>
        _buffer.Writer.WriteAsync(item, cancellationToken);

    /// <summary>Says that no more comes. What is in the buffer is sent; <see cref="Completion"/> tells when.</summary>
    /// <param name="error">What ended the work of the caller; <see cref="Completion"/> fails with it, after the rest is sent.</param>
    public override bool TryComplete(Exception? error = null) => _buffer.Writer.TryComplete(error);

    /// <summary>Completes the writer and waits until all is in the queue. Throws what <see cref="Completion"/> does.</summary>
    public async ValueTask DisposeAsync()
    {
        TryComplete();
        await Completion.ConfigureAwait(false);
    }

    private async Task PumpAsync()
    {
        List<T> batch = [];
        try
        {
            while (await _buffer.Reader.WaitToReadAsync(_stop).ConfigureAwait(false))
            {
                while (batch.Count < MaxBatch && _buffer.Reader.TryRead(out var item))
                {
                    batch.Add(item);
                }

                await _queue.PutManyAsync(batch, _stop).ConfigureAwait(false);
                Interlocked.Add(ref _putCount, batch.Count);
                batch.Clear();
            }
        }
        catch (Exception error)
        {
            _buffer.Writer.TryComplete(error); // before the rest is collected: nothing may be written behind it
            KeepUnsent(batch, error is QueueBatchException failure ? failure.Completed : 0);
            throw;
        }
    }

    private void KeepUnsent(List<T> batch, int put)
    {
        Interlocked.Add(ref _putCount, put);
        batch.RemoveRange(0, Math.Min(put, batch.Count));
        while (_buffer.Reader.TryRead(out var item))
        {
            batch.Add(item);
        }

        Unsent = batch;
    }
}
