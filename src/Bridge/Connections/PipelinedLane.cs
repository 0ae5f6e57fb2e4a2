using System.Diagnostics;

namespace Bridge.Connections;

/// <summary>Shares one connection among many callers: requests go out back to back, replies are matched in order.</summary>
/// <remarks>
/// <para>
/// For calls that the manager answers at once; one that blocks there blocks all behind it. Thread-safe.
/// </para>
/// <para>
/// A caller that finds the lane at rest writes its request itself, at once. While replies are awaited, a writer on the
/// thread pool collects what comes together. One of the <see cref="LaneThreads"/> reads. The last reply that is due it
/// hands over after it has stopped reading, and the others as well while the code of callers is quick: they pay for no
/// hop between threads, and what they send goes out on that thread.
/// </para>
/// <para>
/// Cancelled before it is written, a request is withdrawn and nothing happened. Cancelled later, the call throws at
/// once, the manager may have done it, and its reply is thrown away when it comes.
/// </para>
/// </remarks>
internal sealed class PipelinedLane : IAsyncDisposable
{
    internal const int DefaultMaxRequests = 64;
    internal const int DefaultMaxBytes = 256 * 1024;

    // An idle connection is asked for its health only after this long: the question is a system call.
    private const int UnquestionedMilliseconds = 20;

    private readonly object _gate = new();
    private readonly LaneWindow _window;
    private readonly Connection _connection;
    private readonly LaneWriter _writer;
    private readonly LaneThreads _readers;
    private Action<BridgeException>? _onFault;
    private TaskCompletionSource? _drained;
    private long _usedAt = Environment.TickCount64;
    private BridgeException? _fault;

    // Of the thread that reads.
    private bool _moreIsDue;

    /// <summary>Creates a lane that owns the connection.</summary>
    /// <param name="connection">An open connection in the proxy loop of the manager.</param>
    /// <param name="maxRequests">How many requests may await their reply.</param>
    /// <param name="maxBytes">How many bytes of them; a single larger request goes alone.</param>
    /// <param name="onFault">Told once when the connection breaks, not when the lane is disposed. Must not block.</param>
    internal PipelinedLane(
        Connection connection,
        int maxRequests = DefaultMaxRequests,
        int maxBytes = DefaultMaxBytes,
        Action<BridgeException>? onFault = null)
    {
        _connection = connection;
        _onFault = onFault;
        _window = new LaneWindow(maxRequests, maxBytes);
        _writer = new LaneWriter(_gate, _window, connection, maxRequests, e => Fail(LaneFaults.From(e, connection.Address)));
        _readers = new LaneThreads(_gate, ReadReplies);
        connection.Placing = Place;
    }

    /// <summary>What the layer above found out about the other side of the connection.</summary>
    internal object? Peer => _connection.Peer;

    /// <summary>Whether the lane is of no more use; looks at the connection when it was idle for a while.</summary>
    internal bool IsFaulted
    {
        get
        {
            if (Environment.TickCount64 - Volatile.Read(ref _usedAt) < UnquestionedMilliseconds)
            {
                return Volatile.Read(ref _fault) is not null;
            }

            lock (_gate)
            {
                FailIfIdleConnectionEnded();
                return _fault is not null;
            }
        }
    }

    /// <summary>Sends a request and returns its reply, which the caller disposes.</summary>
    /// <param name="request">The request; the lane owns and disposes it from here, also when the call fails.</param>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <exception cref="BridgeConnectionException">The connection broke; the manager may have done the call.</exception>
    /// <exception cref="BridgeProtocolException">The reply is no frame, or larger than the limit.</exception>
    internal ValueTask<FrameBuffer> CallAsync(FrameBuffer request, CancellationToken cancellationToken)
    {
        var call = new LaneCall();
        Start(call, request, cancellationToken);
        return new ValueTask<FrameBuffer>(call, call.Version);
    }

    /// <summary>Sends a request; the call tells how it ends. Never throws.</summary>
    /// <param name="call">A call that is in no other use.</param>
    /// <param name="request">The request; the lane owns and disposes it from here.</param>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    internal void Start(LaneCall call, FrameBuffer request, CancellationToken cancellationToken)
    {
        call.Begin(this, request);
        bool writes, atOnce;
        BridgeException? fault;
        lock (_gate)
        {
            fault = _fault;
            Volatile.Write(ref _usedAt, Environment.TickCount64);
            atOnce = !_window.AwaitsReply || _readers.IsAway;
            writes = fault is null && _window.Add(call) && _writer.TryClaim();
            _readers.Ensure();
        }

        if (fault is not null)
        {
            call.SetError(LaneFaults.OfOthers(fault));
            call.LetGo();
            return;
        }

        call.CancelWith(cancellationToken);
        if (writes)
        {
            _writer.Start(atOnce);
        }
    }

    /// <summary>
    /// Fails the lane when the oldest call has waited too long: its server thread hangs, or ended without a word.
    /// </summary>
    internal void FailIfOverdue(TimeSpan limit)
    {
        lock (_gate)
        {
            if (_fault is null && _window.MillisecondsWithoutProgress > limit.TotalMilliseconds)
            {
                Fail(LaneFaults.Overdue(_connection.Address, limit));
            }
        }
    }

    /// <summary>Completes when every call has its reply, or the lane has failed.</summary>
    internal Task DrainAsync()
    {
        lock (_gate)
        {
            if (_fault is not null || _window.IsEmpty)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Fails the calls in flight and closes the connection.</summary>
    public ValueTask DisposeAsync()
    {
        _onFault = null;
        Fail(LaneFaults.Closed(_connection.Address));
        return _connection.DisposeAsync();
    }

    /// <summary>Marks a canceled call as completed; false when it is already, or is used for something else by now.</summary>
    /// <param name="call">The call.</param>
    /// <param name="version">Which use of it.</param>
    /// <param name="mayBeSent">Whether that is done to a call that was sent, too.</param>
    /// <param name="isKnown">Whether it stays in the lane until its reply comes, because it was sent.</param>
    internal bool TryAbandon(LaneCall call, short version, bool mayBeSent, out bool isKnown)
    {
        lock (_gate)
        {
            isKnown = call.State != LaneCallState.Waiting;
            if (call.Version != version || call.State == LaneCallState.Done || (isKnown && !mayBeSent))
            {
                return false;
            }

            if (!isKnown)
            {
                _window.Remove(call);
            }

            call.State = LaneCallState.Done;
            return true;
        }
    }

    /// <summary>Reads until this thread has run the code of a caller; false when it shall end.</summary>
    private bool ReadReplies()
    {
        LaneCall? last;
        FrameBuffer? reply;
        bool isLent;
        try
        {
            do
            {
                while (!_connection.WaitForData(LaneThreads.RestTime, _moreIsDue))
                {
                    if (TryRest())
                    {
                        return false;
                    }
                }

                reply = _connection.Receive() ?? throw LaneFaults.Ended(_connection.Address);
            }
            while (!TakeReply(reply, out last, out isLent));
        }
        catch (Exception e)
        {
            Fail(LaneFaults.From(e, _connection.Address));
            return false;
        }

        if (last is null)
        {
            return false;
        }

        var start = isLent ? Stopwatch.GetTimestamp() : 0;
        last.SetReply(reply, inline: true);
        last.LetGo();
        if (isLent)
        {
            _readers.Return(Stopwatch.GetElapsedTime(start));
        }

        return true;
    }

    private void Place(FrameBuffer reply, int bytes)
    {
        LaneCall? call;
        lock (_gate)
        {
            call = _window.Oldest is { State: LaneCallState.Sent } oldest ? oldest : null;
        }

        // One that is canceled now stays what it is until this very reply has come.
        if (call?.FindOperand(reply.OwnSpan, bytes) is { } operand)
        {
            reply.Place(operand);
        }
    }

    private bool TryRest()
    {
        lock (_gate)
        {
            if (!_window.IsEmpty)
            {
                return false;
            }

            _readers.Leave();
            return true;
        }
    }

    /// <summary>Gives a reply to the oldest call.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="last">The call that is to be completed with it now that reading has ended; null when the lane failed.</param>
    /// <param name="isLent">Whether others wait for replies meanwhile.</param>
    /// <returns>Whether to end reading.</returns>
    private bool TakeReply(FrameBuffer reply, out LaneCall? last, out bool isLent)
    {
        LaneCall? call;
        bool isDelivered, writes;
        last = null;
        isLent = false;
        lock (_gate)
        {
            if (!_window.TryTakeOldest(out call))
            {
                reply.Dispose();
                Fail(LaneFaults.Unexpected(_connection.Address));
                return true;
            }

            isDelivered = call.State == LaneCallState.Sent;
            call.State = LaneCallState.Done;

            writes = _window.HasWorthwhileBatch && _writer.TryClaim();
            if (!_window.AwaitsReply && !writes)
            {
                ComeToRest();
            }

            // A call that waits to be written counts, too: its reply shall find a reader.
            _moreIsDue = !_window.IsEmpty;
            if (isDelivered && !_moreIsDue)
            {
                _readers.Leave();
                last = call;
            }
            else if (isDelivered && _readers.TryLend())
            {
                isLent = true;
                last = call;
            }
        }

        if (writes)
        {
            _writer.Start(atOnce: true);
        }

        if (last is not null)
        {
            return true;
        }

        if (isDelivered)
        {
            call.SetReply(reply, inline: false);
        }
        else
        {
            reply.Dispose();
        }

        call.LetGo();
        return false;
    }

    private void ComeToRest()
    {
        if (_window.IsEmpty)
        {
            _drained?.TrySetResult();
        }

        Volatile.Write(ref _usedAt, Environment.TickCount64);
        if (_connection.HasReadAhead)
        {
            Fail(LaneFaults.Unexpected(_connection.Address));
        }
    }

    private void FailIfIdleConnectionEnded()
    {
        if (_fault is null
            && !_window.AwaitsReply
            && !_writer.IsClaimed
            && Environment.TickCount64 - _usedAt >= UnquestionedMilliseconds
            && _connection.HasUnexpectedData())
        {
            Fail(LaneFaults.Unexpected(_connection.Address));
        }
    }

    private void Fail(BridgeException fault)
    {
        List<LaneCall> lost;
        List<LaneCall> all;
        lock (_gate)
        {
            if (_fault is not null)
            {
                return;
            }

            _fault = fault;
            lost = _window.TakeAll(out all);
            _drained?.TrySetResult();
            _readers.Close();
        }

        // Only the oldest call can be the one whose reply was too large or no frame at all.
        for (var i = 0; i < lost.Count; i++)
        {
            lost[i].SetError(i == 0 && fault is BridgeProtocolException ? fault : LaneFaults.OfOthers(fault));
        }

        all.ForEach(static call => call.LetGo());
        try
        {
            _onFault?.Invoke(fault);
        }
        catch (Exception)
        {
            // It ends in a logger of the caller's, and one that throws must not end the program on this thread.
        }

        // Closing a socket or a pipe completes at once; nobody waits for it here.
        _ = _connection.DisposeAsync().AsTask();
    }
}
