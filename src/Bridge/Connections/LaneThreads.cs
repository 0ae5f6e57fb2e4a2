namespace Bridge.Connections;

/// <summary>The threads that read the replies of a <see cref="PipelinedLane"/>, one at a time.</summary>
/// <remarks>
/// <para>
/// A thread that blocks on the socket gets a reply with one wake-up, where an asynchronous receive takes two. It runs
/// the code of a lone caller itself, and has given up reading by then: nobody's reply waits for that code. It goes on
/// reading when that code returns, so that one caller who calls again and again needs no second thread.
/// </para>
/// <para>
/// That code may block instead, for the very reply that nobody reads. A parked thread looks after that, and takes over.
/// Threads end when the lane is at rest for a while.
/// </para>
/// </remarks>
/// <param name="gate">The lock of the lane.</param>
/// <param name="read">
/// Reads as long as it likes; calls <see cref="Leave"/> before it returns. False when the thread shall end.
/// </param>
internal sealed class LaneThreads(object gate, Func<bool> read)
{
    /// <summary>How long a lane is at rest before its threads end.</summary>
    internal static readonly TimeSpan RestTime = TimeSpan.FromSeconds(10);

    private const int PatienceMilliseconds = 10;
    private const int QuietMilliseconds = 1000;

    [ThreadStatic]
    private static LaneThreads? _current;

    private readonly InlineAllowance _allowance = new();
    private bool _isTaken;
    private bool _isParked;
    private bool _isOffered;
    private bool _sleeps;
    private bool _isClosed;
    private bool _isDeferred;
    private bool _isLent;
    private long _deferredAt;

    /// <summary>Sees to it that somebody reads the replies that are due. Under the lock.</summary>
    internal void Ensure()
    {
        if (_isTaken || _isClosed)
        {
            return;
        }

        if (_current == this || _isLent)
        {
            // The thread that runs a caller's code reads again when that returns.
            Defer();
            return;
        }

        _isTaken = true;
        _isDeferred = false;
        if (_isParked)
        {
            _isOffered = true;
            Monitor.Pulse(gate);
        }
        else
        {
            Start(isReader: true);
        }
    }

    /// <summary>Says that the thread reads no more. Under the lock.</summary>
    internal void Leave() => _isTaken = false;

    /// <summary>Whether this thread runs a caller's code now, and reads again when that returns. Under the lock.</summary>
    internal bool IsLentHere => _current == this && !_isTaken;

    /// <summary>
    /// Says that the thread runs a caller's code although others wait, and reads on when that returns; false when it
    /// had better not. Under the lock.
    /// </summary>
    internal bool TryLeave(bool othersWait)
    {
        if (!othersWait)
        {
            _isTaken = false;
            return true;
        }

        if (!_allowance.TryUse())
        {
            return false;
        }

        _isTaken = false;
        _isLent = true;
        Defer();
        return true;
    }

    /// <summary>Says how long that code took.</summary>
    internal void Lent(TimeSpan time)
    {
        lock (gate)
        {
            _allowance.Took(time);
        }
    }

    /// <summary>Lets the threads end. Under the lock.</summary>
    internal void Close()
    {
        _isClosed = true;
        Monitor.Pulse(gate);
    }

    private void Defer()
    {
        if (!_isDeferred)
        {
            _isDeferred = true;
            _deferredAt = Environment.TickCount64;
        }

        if (!_isParked)
        {
            _isParked = true;
            Start(isReader: false);
        }
        else if (_sleeps)
        {
            _sleeps = false;
            Monitor.Pulse(gate);
        }
    }

    private void Start(bool isReader)
    {
        var thread = new Thread(static state =>
        {
            var (threads, isReader) = ((LaneThreads, bool))state!;
            threads.Run(isReader);
        })
        {
            IsBackground = true,
            Name = "Bridge lane",
        };
        try
        {
            thread.UnsafeStart((this, isReader));
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            // The system gives no more threads; the pool has some.
            ThreadPool.UnsafeQueueUserWorkItem(
                static state => state.Threads.Run(state.IsReader), (Threads: this, IsReader: isReader), preferLocal: false);
        }
    }

    private void Run(bool isReader)
    {
        _current = this;
        var isMine = isReader || Park();
        while (isMine && read())
        {
            isMine = TryTake(out var mayPark) || (mayPark && Park());
        }
    }

    private bool TryTake(out bool mayPark)
    {
        lock (gate)
        {
            mayPark = _isTaken && !_isParked && !_isClosed;
            if (_isTaken || _isClosed)
            {
                _isParked |= mayPark;
                return false;
            }

            _isTaken = true;
            _isDeferred = false;
            _isLent = false;
            return true;
        }
    }

    /// <summary>Waits until the thread is needed; false when it is not.</summary>
    private bool Park()
    {
        var restUntil = Environment.TickCount64 + (long)RestTime.TotalMilliseconds;
        lock (gate)
        {
            while (true)
            {
                var now = Environment.TickCount64;
                var isStuck = _isDeferred && !_isTaken && now - _deferredAt >= PatienceMilliseconds;
                if (_isOffered || isStuck || _isClosed || (now >= restUntil && !_isDeferred))
                {
                    if (isStuck && _isLent)
                    {
                        _allowance.Refuse();
                    }

                    _isParked = false;
                    _isLent &= !(_isOffered || isStuck);
                    var isMine = (_isOffered || isStuck) && !_isClosed;
                    _isTaken |= isMine;
                    _isDeferred &= !isMine;
                    _isOffered = false;
                    return isMine;
                }

                _sleeps = now - _deferredAt >= QuietMilliseconds;
                var wait = _sleeps ? (int)Math.Max(restUntil - now, PatienceMilliseconds) : PatienceMilliseconds;
                restUntil = _sleeps ? restUntil : now + (long)RestTime.TotalMilliseconds;
                Monitor.Wait(gate, wait);
            }
        }
    }
}
