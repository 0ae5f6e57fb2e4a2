using System.Diagnostics;
using Bridge.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Bridge.Manager;

/// <summary>Knows which references are held, and gives back those of proxies that were disposed or collected.</summary>
/// <remarks>
/// One <c>decref</c> for each, in the background, because each costs a connection. Finalizers only enqueue. A decref that
/// fails leaks one reference until the server ends; nothing else depends on it.
/// </remarks>
internal sealed class ReferenceLedger : IAsyncDisposable
{
    private static readonly TimeSpan MaxDisposeTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly VerifiedCalls _server;
    private readonly TimeSpan _patience;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _allReleased = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _stop;
    private int _pending;
    private bool _isClosed;
    private long _answered;

    /// <param name="server">Is asked to.</param>
    /// <param name="patience">How long its disposal waits for a server that gives nothing back.</param>
    /// <param name="logger">Is told of what was not given back.</param>
    public ReferenceLedger(VerifiedCalls server, TimeSpan patience, ILogger logger)
    {
        _server = server;
        _patience = patience;
        _logger = logger;
        _stop = _closing.Token;
    }

    /// <summary>What was not given back yet.</summary>
    public HeldReferences Held { get; } = new();

    /// <summary>Queues one decref. Never blocks and never throws; safe in a finalizer.</summary>
    public void Release(Token token)
    {
        // A proxy that is collected after ReleaseAll has no count left to give back.
        if (Held.Remove(token))
        {
            Enqueue(token);
        }
    }

    /// <summary>Queues a decref for everything that is still held.</summary>
    public void ReleaseAll()
    {
        foreach (var token in Held.TakeAll())
        {
            Enqueue(token);
        }
    }

    /// <summary>Sends what is queued while the server answers, for at most thirty seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            if (_pending == 0)
            {
                _allReleased.TrySetResult();
            }
        }

        var begun = Stopwatch.GetTimestamp();
        Volatile.Write(ref _answered, begun);
        while (!_allReleased.Task.IsCompleted
            && Stopwatch.GetElapsedTime(Volatile.Read(ref _answered)) < _patience
            && Stopwatch.GetElapsedTime(begun) < MaxDisposeTime)
        {
            await Task.WhenAny(_allReleased.Task, Task.Delay(Pause, CancellationToken.None)).ConfigureAwait(false);
        }

        // What has not begun by now sees that it is too late, whenever its turn comes.
        await _closing.CancelAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private void Enqueue(Token token)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _pending++;
        }

        _ = ReleaseAsync(token);
    }

    private async Task ReleaseAsync(Token token)
    {
        try
        {
            await _server.DecrefAsync(token, _stop).ConfigureAwait(false);
            Volatile.Write(ref _answered, Stopwatch.GetTimestamp());
        }
        catch (RemoteException error)
        {
            Volatile.Write(ref _answered, Stopwatch.GetTimestamp());
            Log.ReferenceNotReleased(_logger, token.Id, error.Message);
        }
        catch (OperationCanceledException)
        {
            // The disposal is over.
        }
        catch (Exception error)
        {
            Log.ReferenceNotReleased(_logger, token.Id, error.Message);
        }
        finally
        {
            Forget();
        }
    }

    private void Forget()
    {
        lock (_gate)
        {
            if (--_pending == 0 && _isClosed)
            {
                _allReleased.TrySetResult();
            }
        }
    }
}
