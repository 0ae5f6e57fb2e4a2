using System.Threading.Channels;
using Bridge.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Bridge.Manager;

/// <summary>Knows which references are held, and gives back those of proxies that were disposed or collected.</summary>
/// <remarks>
/// One <c>decref</c> for each, in the background on a few connections, because each costs one. Finalizers only
/// enqueue. A decref that fails leaks one reference until the server ends; nothing else depends on it.
/// </remarks>
internal sealed class ReferenceLedger : IAsyncDisposable
{
    private const int Workers = 4;

    private readonly Channel<Token> _released = Channel.CreateUnbounded<Token>();
    private readonly VerifiedCalls _server;
    private readonly ILogger _logger;
    private readonly Task[] _workers;
    private readonly CancellationTokenSource _closing = new();

    public ReferenceLedger(VerifiedCalls server, ILogger logger)
    {
        _server = server;
        _logger = logger;
        _workers = [.. Enumerable.Range(0, Workers).Select(_ => Task.Run(ReleaseAsync))];
    }

    /// <summary>What was not given back yet.</summary>
    public HeldReferences Held { get; } = new();

    /// <summary>Queues one decref. Never blocks and never throws; safe in a finalizer.</summary>
    public void Release(Token token)
    {
        Held.Remove(token);
        _released.Writer.TryWrite(token);
    }

    /// <summary>Queues a decref for everything that is still held.</summary>
    public void ReleaseAll()
    {
        foreach (var token in Held.TakeAll())
        {
            _released.Writer.TryWrite(token);
        }
    }

    /// <summary>Sends what is queued, for at most five seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        _released.Writer.TryComplete();
        var all = Task.WhenAll(_workers);
        await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(5), _closing.Token)).ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private async Task ReleaseAsync()
    {
        await foreach (var token in _released.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await _server.DecrefAsync(token, _closing.Token).ConfigureAwait(false);
            }
            catch (BridgeException error)
            {
                Log.ReferenceNotReleased(_logger, token.Id, error.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
