using Bridge.Connections;
using Bridge.Diagnostics;

namespace Bridge.Manager;

/// <summary>Requests that go out together on a leased connection; their replies are read in order.</summary>
/// <remarks>
/// Not thread-safe. A window of requests is small enough that the server takes it whole before its replies are read. On a
/// connection of one's own a fault leaves no gap: what the server did is a beginning of what was sent. The deadline holds
/// for each write and for each reply.
/// </remarks>
internal sealed class LeasedPipeline(
    ManagerClient client, Lease lease, Token token, SliceDeadline deadline) : IDisposable
{
    private const int MaxRequests = PipelinedLane.DefaultMaxRequests;
    private const int MaxBytes = PipelinedLane.DefaultMaxBytes;

    private readonly List<FrameBuffer> _requests = new(MaxRequests);
    private readonly Queue<CallMeasurement?> _measurements = new();
    private int _bytes;

    /// <summary>Whether the window has no room for another request.</summary>
    public bool IsFull => _requests.Count == MaxRequests || _bytes >= MaxBytes;

    /// <summary>How many requests were sent, as a whole or in part, whose reply was not read.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Whether the connection failed: the replies that are outstanding will never come.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Adds a request to the window; it is not sent yet.</summary>
    /// <exception cref="PicklingException">An argument has no Python equivalent. Nothing was added.</exception>
    public void Add(string method, IReadOnlyList<object?> arguments)
    {
        var request = client.BuildRequest(lease, token, method, arguments);
        request.Flatten(); // whose values come from a sequence, which may use one buffer for all of them
        _requests.Add(request);
        _measurements.Enqueue(CallMeasurement.TryBegin(client.Meter, token.TypeId, method, isTraced: false));
        _bytes += request.Length;
    }

    /// <summary>Sends the window, whose replies are to be read before the next one is sent.</summary>
    public async ValueTask FlushAsync()
    {
        if (_requests.Count == 0)
        {
            return;
        }

        lease.MarkBusy();
        Outstanding = _requests.Count;
        IsBroken = true;
        await deadline.RunAsync(async abandon =>
        {
            await lease.Connection.SendAsync(_requests.ToArray(), abandon).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        IsBroken = false;
        Clear();
    }

    /// <summary>The next reply. Throws what the server reported; only the loss of the connection breaks the rest.</summary>
    public async ValueTask<Reply<T>> ReceiveAsync<T>()
    {
        IsBroken = true;
        _measurements.TryDequeue(out var measurement);
        try
        {
            var read = await ReceiveCoreAsync<T>().ConfigureAwait(false);
            measurement?.End();
            return read;
        }
        catch (Exception error) when (measurement?.Fail(error) == true)
        {
            throw;
        }
    }

    public void Dispose() => Clear();

    private async ValueTask<Reply<T>> ReceiveCoreAsync<T>()
    {
        using var reply = await deadline.RunAsync(abandon => lease.Connection.ReceiveAsync(abandon).AsTask())
            .ConfigureAwait(false)
            ?? throw new BridgeConnectionException(
                $"The manager at {client.Address} closed the connection during a batch; it ended or was killed.");
        IsBroken = false;
        if (--Outstanding == 0)
        {
            lease.MarkReusable();
        }

        return await deadline.RunAsync(abandon => client.ReadReplyAsync<T>(reply, lease, token, abandon).AsTask())
            .ConfigureAwait(false);
    }

    private void Clear()
    {
        foreach (var request in _requests)
        {
            request.Dispose();
        }

        _requests.Clear();
        _bytes = 0;
    }
}
