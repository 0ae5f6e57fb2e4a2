namespace Bridge.Connections;

/// <summary>The threads that read the replies of a <see cref="PipelinedLane"/>, one at a time.</summary>
/// <remarks>
/// <para>
/// A thread that blocks on the socket gets a reply with one wake-up, where an asynchronous receive takes two. It runs
/// the code of the caller itself, and has given up reading by then. It reads on when that code returns, so that callers
/// who call again and again need no second thread. While others wait for replies it does so only as long as their code
/// is quick (<see cref="InlineAllowance"/>).
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
            // The thread that runs a caller's code reads on when that returns.
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

    /// <summary>Whether this thread runs a caller's code now, and reads on when that returns. Under the lock.</summary>
    internal bool IsAway => _current == this && !_isTaken;

    /// <summary>Says that the thread reads no more. Under the lock.</summary>
    internal void Leave() => _isTaken = false;

    /// <summary>
    /// Leaves to run a caller's code although others wait for their replies; false when that code may take too long.
    /// Under the lock.
    /// </summary>
    internal bool TryLend()
    {
        if (!_allowance.IsGiven(Environment.TickCount64))
        {
            return false;
        }

        _isTaken = false;
        _isLent = true;
        Defer();
        return true;
    }

    /// <summary>Says how long the code took that the thread was lent for.</summary>
    internal void Return(TimeSpan time)
    {
        lock (gate)
        {
            if (_isLent)
            {
                _allowance.Took(time, Environment.TickCount64);
            }
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

        _current = null;
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
            _isLent = false;
            _isDeferred = false;
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
                        _allowance.Took(TimeSpan.FromMilliseconds(now - _deferredAt), now);
                    }

                    _isParked = false;
                    var isMine = (_isOffered || isStuck) && !_isClosed;
                    _isTaken |= isMine;
                    _isLent &= !isMine;
                    _isDeferred &= !isMine;
                    _isOffered = false;
                    return isMine;
                }

                _sleeps = now - _deferredAt >= QuietMilliseconds;
                var patience = PatienceMilliseconds - (_isDeferred && !_isTaken ? (int)(now - _deferredAt) : 0);
                var wait = _sleeps ? (int)Math.Max(restUntil - now, PatienceMilliseconds) : patience;
                restUntil = _sleeps ? restUntil : now + (long)RestTime.TotalMilliseconds;
                Monitor.Wait(gate, wait);
            }
        }
    }
}
