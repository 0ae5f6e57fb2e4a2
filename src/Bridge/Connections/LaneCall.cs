using System.Threading.Tasks.Sources;

namespace Bridge.Connections;

/// <summary>One request on a <see cref="PipelinedLane"/>, and the promise of its reply.</summary>
/// <remarks>
/// The lane changes <see cref="State"/> under its lock; who moves it to <see cref="LaneCallState.Done"/> completes the
/// call, once. The lane may know a completed call for longer: one that was canceled keeps its place until its reply
/// comes. So an instance may be used again only when the caller has got the result and the lane has let go of it.
/// </remarks>
internal class LaneCall : IValueTaskSource<FrameBuffer>
{
    private ManualResetValueTaskSourceCore<FrameBuffer> _core;
    private PipelinedLane? _lane;
    private CancellationTokenRegistration _registration;
    private FrameBuffer? _request;
    private OutgoingOperands? _operands;

    internal LaneCall() => Node = new LinkedListNode<LaneCall>(this);

    internal LaneCallState State { get; set; }

    internal int RequestBytes { get; private set; }

    /// <summary>Its place among the calls that wait to be written.</summary>
    internal LinkedListNode<LaneCall> Node { get; }

    /// <summary>What names this use of the instance to a <see cref="ValueTask"/>.</summary>
    internal short Version => _core.Version;

    /// <summary>Begins a use. To be called once, before the lane gets it.</summary>
    internal void Begin(PipelinedLane lane, FrameBuffer request)
    {
        _lane = lane;
        _request = request;
        RequestBytes = request.Length;
        State = LaneCallState.Waiting;
    }

    /// <summary>Cancels the call with the token. To be called once, before the caller can await it.</summary>
    internal void CancelWith(CancellationToken cancellationToken) =>
        _registration = cancellationToken.UnsafeRegister(
            static (call, token) => ((LaneCall)call!).Cancel(token), this);

    /// <summary>Hands the request over; who takes it disposes it.</summary>
    internal FrameBuffer? TakeRequest()
    {
        var request = Interlocked.Exchange(ref _request, null);
        _operands = request?.Outgoing;
        return request;
    }

    /// <summary>
    /// Asked on the reader's thread about the long frame that will be its reply: an operand in it whose bytes belong
    /// somewhere else than into the frame.
    /// </summary>
    /// <param name="head">The first bytes of the frame.</param>
    /// <param name="frameBytes">How many bytes it has.</param>
    internal virtual IncomingOperand? FindOperand(ReadOnlySpan<byte> head, int frameBytes) => null;

    /// <summary>Completes the call with its reply.</summary>
    /// <param name="reply">The frame, which the call owns from here.</param>
    /// <param name="inline">Runs the caller's code right here, which saves a hop between threads.</param>
    internal virtual void SetReply(FrameBuffer reply, bool inline)
    {
        _operands?.Detach(); // whoever answers before all was sent: the memory is the caller's again
        _core.RunContinuationsAsynchronously = !inline;
        _core.SetResult(reply);
    }

    internal void SetError(Exception error)
    {
        _operands?.Drop();
        Interlocked.Exchange(ref _request, null)?.Dispose();
        _core.RunContinuationsAsynchronously = true;
        _core.SetException(error);
    }

    /// <summary>Says that the lane knows the call no more, and the server does nothing more for it.</summary>
    internal virtual void LetGo()
    {
    }

    public FrameBuffer GetResult(short token)
    {
        // Waits for a cancellation that runs: it must not meet the next use of this instance.
        _registration.Dispose();
        return _core.GetResult(token);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <summary>Makes the instance ready for another use.</summary>
    private protected void Reset()
    {
        _core.Reset();
        _registration = default;
        _lane = null;
        _operands = null;
    }

    /// <summary>What a canceled token does.</summary>
    private protected virtual void Cancel(CancellationToken cancellationToken) =>
        TryAbandon(Version, mayBeSent: true, cancellationToken);

    /// <summary>Completes the call as canceled, if it is not completed, and this is still the same use.</summary>
    private protected bool TryAbandon(short version, bool mayBeSent, CancellationToken cancellationToken)
    {
        if (_lane is not { } lane || !lane.TryAbandon(this, version, mayBeSent, out var isKnown))
        {
            return false;
        }

        // It is sent to its end all the same, and by then its values are the caller's again.
        Interlocked.Exchange(ref _operands, null)?.Detach();
        SetError(new OperationCanceledException(cancellationToken));
        if (!isKnown)
        {
            LetGo();
        }

        return true;
    }
}
