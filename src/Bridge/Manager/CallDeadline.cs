using Bridge.Connections;

namespace Bridge.Manager;

/// <summary>The token of one call: the caller's, and the optional deadline of the client.</summary>
internal readonly struct CallDeadline : IDisposable
{
    private readonly CancellationTokenSource? _source;
    private readonly CancellationToken _caller;
    private readonly TimeSpan _timeout;

    private CallDeadline(CancellationTokenSource? source, TimeSpan timeout, CancellationToken caller)
    {
        _source = source;
        _caller = caller;
        _timeout = timeout;
    }

    public CancellationToken Token => _source?.Token ?? _caller;

    /// <summary>Whether it was the deadline that canceled, and not the caller.</summary>
    public bool HasPassed => _source is { IsCancellationRequested: true } && !_caller.IsCancellationRequested;

    public static CallDeadline Start(TimeSpan? timeout, CancellationToken caller)
    {
        if (timeout is not { } limit)
        {
            return new CallDeadline(null, default, caller);
        }

        var source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        source.CancelAfter(limit);
        return new CallDeadline(source, limit, caller);
    }

    public BridgeConnectionException Expired(string method, ManagerAddress address, Exception cause) =>
        new($"The manager at {address} did not answer '{method}' within {_timeout.TotalSeconds:0.###} s; "
            + "it may still execute the call.", cause);

    public void Dispose() => _source?.Dispose();
}
