namespace Bridge.Proxies;

/// <summary>An <see cref="EventProxy"/> as a <see cref="CancellationToken"/>, until disposed.</summary>
/// <remarks>
/// Thread-safe. Waits in the background on a connection of its own. A connection that breaks never cancels the token:
/// <see cref="Completion"/> fails then, and the token will not be canceled any more.
/// </remarks>
public sealed class EventCancellation : IAsyncDisposable
{
    private readonly CancellationTokenSource _set = new();
    private readonly CancellationTokenSource _stop = new();
    private int _isDisposed;

    internal EventCancellation(EventProxy happened)
    {
        Token = _set.Token;
        Completion = RunAsync(happened);
    }

    /// <summary>Canceled when the event is set; stays canceled when it is cleared again.</summary>
    public CancellationToken Token { get; }

    /// <summary>
    /// Ends when the event is set (true) or this is disposed (false), and fails with what ended the wait otherwise: a
    /// <see cref="BridgeException"/>, or an <see cref="ObjectDisposedException"/> when the proxy was disposed.
    /// </summary>
    public Task<bool> Completion { get; }

    /// <summary>Ends the wait in the background, within 250 ms. The token is not canceled by it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _set.Dispose();
    }

    private async Task<bool> RunAsync(EventProxy happened)
    {
        try
        {
            await happened.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return false;
        }

        await _set.CancelAsync().ConfigureAwait(false);
        return true;
    }
}
