using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Bridge.Proxies;

/// <summary>A queue of a manager as a <see cref="ChannelReader{T}"/>.</summary>
/// <typeparam name="T">The .NET type of the items.</typeparam>
/// <remarks>
/// <para>Thread-safe. It takes one item at a time, and only when somebody waits for one; what is held between a wait and
/// a read is never more than that one.</para>
/// <para>A wait throws what the queue throws, and the next may succeed. The channel completes when the queue is shut
/// down and empty, or when the reader is disposed. The proxy stays the caller's.</para>
/// </remarks>
public sealed class QueueReader<T> : ChannelReader<T>, IAsyncDisposable
{
    private static readonly TimeSpan PatienceToPutBack = TimeSpan.FromSeconds(5);

    private readonly QueueProxy<T> _queue;
    private readonly SemaphoreSlim _fetching = new(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private bool _isHeld;
    private T? _held;

    internal QueueReader(QueueProxy<T> queue) => _queue = queue;

    /// <summary>Completes when the queue is shut down and empty, or the reader is disposed.</summary>
    public override Task Completion => _completion.Task;

    /// <summary>True: one item may be held.</summary>
    public override bool CanPeek => true;

    /// <summary>Hands out the item that a wait brought; never asks the server.</summary>
    /// <param name="item">The item.</param>
    public override bool TryRead([MaybeNullWhen(false)] out T item)
    {
        lock (_gate)
        {
            item = _held;
            var isRead = _isHeld;
            _isHeld = false;
            _held = default;
            return isRead;
        }
    }

    /// <summary>Looks at the item that a wait brought; never asks the server.</summary>
    /// <param name="item">The item.</param>
    public override bool TryPeek([MaybeNullWhen(false)] out T item)
    {
        lock (_gate)
        {
            item = _held;
            return _isHeld;
        }
    }

    /// <summary>Waits until an item can be read, by taking it from the queue.</summary>
    /// <param name="cancellationToken">Cancels the wait, after the running slice of at most 250 ms.</param>
    /// <returns>False when the channel is complete.</returns>
    /// <exception cref="BridgeConnectionException">The connection broke; the item it may have taken is lost.</exception>
    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        if (TryPeek(out _))
        {
            return true;
        }

        cancellationToken.ThrowIfCancellationRequested();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            await _fetching.WaitAsync(stop.Token).ConfigureAwait(false);
            try
            {
                return await FetchAsync(stop.Token).ConfigureAwait(false);
            }
            finally
            {
                _fetching.Release();
            }
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false; // disposed
        }
    }

    /// <summary>Ends the waits. An item that was taken and that nobody read goes back to the end of the queue.</summary>
    /// <exception cref="InvalidOperationException">
    /// The queue has no room for it; it can still be read with <see cref="TryRead"/>, here as in the next case.
    /// </exception>
    /// <exception cref="BridgeConnectionException">The connection broke; whether it was put back is unknown.</exception>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _fetching.WaitAsync().ConfigureAwait(false);
        try
        {
            await PutBackAsync().ConfigureAwait(false);
            _completion.TrySetResult();
        }
        finally
        {
            _fetching.Release();
        }
    }

    private async Task<bool> FetchAsync(CancellationToken cancellationToken)
    {
        if (TryPeek(out _))
        {
            return true;
        }

        if (_completion.Task.IsCompleted)
        {
            return false;
        }

        var (isTaken, item) = await _queue.NextAsync(cancellationToken).ConfigureAwait(false);
        if (!isTaken)
        {
            _completion.TrySetResult();
            return false;
        }

        Hold(item!);
        return true;
    }

    private async Task PutBackAsync()
    {
        if (!TryRead(out var item))
        {
            return;
        }

        try
        {
            if (await _queue.TryPutAsync(item, PatienceToPutBack).ConfigureAwait(false))
            {
                return;
            }
        }
        catch
        {
            Hold(item);
            throw;
        }

        Hold(item);
        throw new InvalidOperationException(
            "An item was taken and not read, and the queue has no room to put it back; read it with TryRead.");
    }

    private void Hold(T item)
    {
        lock (_gate)
        {
            _held = item;
            _isHeld = true;
        }
    }
}
