using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.Workers;

/// <summary>Reads the result queue of a pool. Markers of our own travel between the results, in order.</summary>
internal sealed class ResultPump(QueueProxy<object?> results)
{
    private const long Drained = -1;
    private const long Stop = -2;

    // A manager that does not take the stop marker for this long hangs.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    /// <summary>Passes on what comes, until the stop marker.</summary>
    public async Task RunAsync(Action<PoolEvent> post)
    {
        try
        {
            while (true)
            {
                switch (await results.GetAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    case PythonTuple { Count: 3 } message when message[1] is Stop:
                        return;
                    case PythonTuple { Count: 3 } message when message[0] is long worker && message[1] is Drained:
                        post(new PoolEvent.ResultsDrained((int)worker));
                        break;
                    case PythonTuple { Count: 3 } message
                        when message[0] is long worker && message[1] is long id && message[2] is byte[] pickle:
                        post(new PoolEvent.ResultArrived((int)worker, id, pickle));
                        break;
                    default:
                        throw new BridgeProtocolException(
                            "The result queue of the pool holds something that is not ours.");
                }
            }
        }
        catch (Exception error)
        {
            post(new PoolEvent.Broke(error));
        }
    }

    /// <summary>Puts a marker behind all results that a worker that ended has sent.</summary>
    public Task MarkDrainedAsync(int worker, CancellationToken cancellationToken) =>
        results.PutAsync(new PythonTuple((long)worker, Drained, null), cancellationToken);

    /// <summary>Ends the pump; what is in the queue before the marker is passed on.</summary>
    /// <remarks>When the manager hangs, the pump is left to end with the client.</remarks>
    public async Task StopAsync(Task pump)
    {
        try
        {
            if (!pump.IsCompleted)
            {
                using var patience = new CancellationTokenSource(StopPatience);
                await results.PutAsync(new PythonTuple(0L, Stop, null), patience.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (BridgeException)
        {
            // The manager is gone; the pump has noticed as well and reported it.
        }

        await pump.ConfigureAwait(false);
    }
}
