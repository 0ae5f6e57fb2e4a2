namespace Bridge.Manager;

/// <summary>How long the requests wait that a wait is made of, and when a server is taken for dead.</summary>
/// <remarks>
/// A request that was sent is waited for, also after the caller canceled: it may bring something. Not for ever,
/// though: five seconds more after a cancel, and the <see cref="ManagerClientOptions.CallTimeout"/> without one.
/// One request at a time.
/// </remarks>
internal sealed class SliceDeadline : IDisposable
{
    /// <summary>How long the server waits in one request.</summary>
    public static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _abandon = new();
    private readonly ManagerClient _client;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenRegistration _registration;

    public SliceDeadline(ManagerClient client, CancellationToken caller)
    {
        _client = client;
        _caller = caller;
        _registration = caller.UnsafeRegister(
            static state => ((CancellationTokenSource)state!).CancelAfter(Slice + Grace), _abandon);
    }

    /// <summary>Makes one request. Its token is not the caller's: it only gives a dead server up.</summary>
    /// <exception cref="OperationCanceledException">
    /// The caller canceled, and the server did not answer: it has another token than the caller's.
    /// </exception>
    /// <exception cref="BridgeConnectionException">The server did not answer.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> request)
    {
        if (_client.Options.CallTimeout is { } longest && !_caller.IsCancellationRequested)
        {
            _abandon.CancelAfter(Slice + longest);
            if (_caller.IsCancellationRequested)
            {
                _abandon.CancelAfter(Slice + Grace); // it was canceled just now
            }
        }

        try
        {
            return await request(_abandon.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error)
            when (_abandon.IsCancellationRequested && !_caller.IsCancellationRequested)
        {
            throw new BridgeConnectionException(
                $"The manager at {_client.Address} does not answer any more: it hangs, or the thread that served us ended.",
                error);
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _abandon.Dispose();
    }
}
