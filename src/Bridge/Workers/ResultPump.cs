using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.Workers;

/// <summary>Reads the result queue of a pool. Markers of our own travel between the results, in order.</summary>
internal sealed class ResultPump(QueueProxy<object?> results)
{
    private const long Drained = -1;
    private const long Stop = -2;

    // A manager that neither takes the stop marker nor sends anything for this long is taken for dead.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long _lastReceived;
    private bool _isLost;

    /// <summary>Passes on what comes, until the stop marker.</summary>
    /// <param name="post">Receives it.</param>
    /// <param name="abandon">Ends the pump for ever: what the server still sends is lost.</param>
    public async Task RunAsync(Action<PoolEvent> post, CancellationToken abandon)
    {
        try
        {
            if (Volatile.Read(ref _isLost))
            {
                // A server thread may still wait for the next result on behalf of a connection that is gone.
                throw new BridgeConnectionException("This pool lost the connection to its results; start a new pool.");
            }

            while (true)
            {
                var received = await results.GetAsync(abandon).ConfigureAwait(false);
                Volatile.Write(ref _lastReceived, Environment.TickCount64);
                switch (received)
                {
                    case PythonTuple { Count: 3 } message when message[1] is Stop:
                        return;
                    case PythonTuple { Count: 3 } message when message[0] is long worker && message[1] is Drained:
                        post(new PoolEvent.ResultsDrained((int)worker));
                        break;
                    case PythonTuple { Count: 3 } message when message[0] is long worker && message[2] is double seconds:
                        post(ReadResult((int)worker, message[1], seconds));
                        break;
                    default:
                        throw NotOurs();
                }
            }
        }
        catch (Exception error)
        {
            Volatile.Write(ref _isLost, true);
            post(new PoolEvent.Broke(error));
        }
    }

    /// <summary>Puts a marker behind all results that a worker that ended has sent.</summary>
    public Task MarkDrainedAsync(int worker, CancellationToken cancellationToken) =>
        results.PutAsync(new PythonTuple((long)worker, Drained, null), cancellationToken);

    /// <summary>Ends the pump; what is in the queue before the marker is passed on.</summary>
    /// <returns>False when the manager does not answer and the pump runs on: it must be abandoned.</returns>
    public async Task<bool> StopAsync(Task pump)
    {
        try
        {
            if (!pump.IsCompleted)
            {
                using var deadline = new CancellationTokenSource(Patience);
                await results.PutAsync(new PythonTuple(0L, Stop, null), deadline.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is BridgeException or ObjectDisposedException)
        {
            // The manager or the pool is gone; the pump has noticed as well and reported it.
        }
        catch (OperationCanceledException)
        {
            Volatile.Write(ref _isLost, true);
            return false;
        }

        var start = Environment.TickCount64;
        while (!pump.IsCompleted)
        {
            var quiet = TimeSpan.FromMilliseconds(
                Environment.TickCount64 - Math.Max(start, Volatile.Read(ref _lastReceived)));
            if (quiet >= Patience)
            {
                Volatile.Write(ref _isLost, true);
                return false;
            }

            await Task.WhenAny(pump, Task.Delay(Patience - quiet)).ConfigureAwait(false);
        }

        return true;
    }

    private static PoolEvent.ResultArrived ReadResult(int worker, object? batches, double seconds)
    {
        if (batches is not List<object?> { Count: > 0 } list)
        {
            throw NotOurs();
        }

        var answers = list.Select(
            item => item is PythonTuple { Count: 3 } parts
                && parts[0] is long id && parts[1] is byte[] pickle && parts[2] is bool isPlain
                ? new BatchAnswer(id, pickle, isPlain)
                : throw NotOurs());
        return new PoolEvent.ResultArrived(worker, [.. answers], seconds);
    }

    private static BridgeProtocolException NotOurs() =>
        new("The result queue of the pool holds something that is not ours.");
}
