namespace Bridge.Workers;

/// <summary>Bounds what is between the input and the consumer, however long the input is.</summary>
/// <remarks>Thread-safe; one reader of input.</remarks>
/// <param name="least">So many batches at any time, whatever their size.</param>
internal sealed class BatchWindow(int least) : IDisposable
{
    // Beyond the least, quick and small batches share so many bytes of pickles, in and out.
    private const int BytesPerBatch = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _room = new(0);
    private int _most;
    private int _batches;
    private long _bytes;
    private bool _waits;
    private bool _refused;

    private bool HasBytesLeft => _bytes < (long)least * BytesPerBatch;

    /// <summary>Waits for room for one more batch and takes it.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        while (!TryEnter())
        {
            await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Counts the bytes of a batch that has entered.</summary>
    public void Add(long bytes)
    {
        lock (_gate)
        {
            _bytes += bytes;
        }
    }

    /// <summary>Lets so many batches in, while the bytes last.</summary>
    public void Widen(int most)
    {
        lock (_gate)
        {
            _most = most;
            Wake();
        }
    }

    /// <summary>A batch was consumed.</summary>
    /// <returns>Whether <see cref="MayDispatch"/> has said no and is to be asked again.</returns>
    public bool Leave(long bytes)
    {
        lock (_gate)
        {
            _batches--;
            _bytes -= bytes;
            Wake();
            var refused = _refused;
            _refused = false;
            return refused;
        }
    }

    /// <summary>
    /// Whether a worker may have more: results that turn out large, and that nobody reads, must not pile up.
    /// </summary>
    /// <param name="waiting">How many of the batches are not with a worker, and not done.</param>
    public bool MayDispatch(int waiting)
    {
        lock (_gate)
        {
            _refused = !HasBytesLeft && _batches - waiting >= least;
            return !_refused;
        }
    }

    public void Dispose() => _room.Dispose();

    private bool TryEnter()
    {
        lock (_gate)
        {
            _waits = _batches >= least && (_batches >= _most || !HasBytesLeft);
            if (!_waits)
            {
                _batches++;
            }

            return !_waits;
        }
    }

    private void Wake()
    {
        if (_waits)
        {
            _waits = false;
            _room.Release();
        }
    }
}
