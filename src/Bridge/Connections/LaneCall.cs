using System.Threading.Tasks.Sources;

namespace Bridge.Connections;

/// <summary>One request on a <see cref="PipelinedLane"/>, and the promise of its reply.</summary>
/// <remarks>The lane changes it under its lock; who moves it to <see cref="LaneCallState.Done"/> completes it, once.</remarks>
internal sealed class LaneCall : IValueTaskSource<FrameBuffer>
{
    private readonly PipelinedLane _lane;
    private ManualResetValueTaskSourceCore<FrameBuffer> _core;
    private CancellationTokenRegistration _registration;
    private FrameBuffer? _request;

    internal LaneCall(PipelinedLane lane, FrameBuffer request)
    {
        _lane = lane;
        _request = request;
        RequestBytes = request.Length;
        Node = new LinkedListNode<LaneCall>(this);
    }

    internal LaneCallState State { get; set; }

    internal int RequestBytes { get; }

    /// <summary>Its place among the calls that wait to be written.</summary>
    internal LinkedListNode<LaneCall> Node { get; }

    /// <summary>What the caller awaits, once.</summary>
    internal ValueTask<FrameBuffer> Reply => new(this, _core.Version);

    /// <summary>Cancels the call with the token. To be called once, before <see cref="Reply"/> is handed out.</summary>
    internal void CancelWith(CancellationToken cancellationToken) =>
        _registration = cancellationToken.UnsafeRegister(
            static (call, token) => ((LaneCall)call!).Cancel(token), this);

    /// <summary>Hands the request over; who takes it disposes it.</summary>
    internal FrameBuffer? TakeRequest() => Interlocked.Exchange(ref _request, null);

    /// <summary>Completes the call with its reply.</summary>
    /// <param name="reply">The frame, which the caller owns from here.</param>
    /// <param name="inline">Runs the caller's code right here, which saves a hop between threads.</param>
    internal void SetReply(FrameBuffer reply, bool inline)
    {
        _core.RunContinuationsAsynchronously = !inline;
        _core.SetResult(reply);
    }

    internal void SetError(Exception error)
    {
        TakeRequest()?.Dispose();
        _core.RunContinuationsAsynchronously = true;
        _core.SetException(error);
    }

    public FrameBuffer GetResult(short token)
    {
        _registration.Unregister();
        return _core.GetResult(token);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken cancellationToken)
    {
        if (_lane.TryAbandon(this))
        {
            SetError(new OperationCanceledException(cancellationToken));
        }
    }
}
