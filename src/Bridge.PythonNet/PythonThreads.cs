using System.Diagnostics;

namespace Bridge.PythonNet;

/// <summary>The threads that run Python. Thread-safe.</summary>
/// <remarks>
/// Quick calls share two of them: more would only fight for the GIL, and each has connections of its own. A call that
/// takes longer than a moment most likely waits, without the GIL; it does not count, so that others may begin.
/// </remarks>
internal sealed class PythonThreads : IDisposable
{
    private const int QuickAtOnce = 2;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<PythonWork> _waiting = new();
    private readonly Stack<PythonThread> _idle = new();
    private readonly List<PythonWork> _running = [];
    private readonly Timer _look;
    private readonly int _most;
    private bool _isLooking;
    private bool _closed;

    public PythonThreads(int most)
    {
        _most = most;
        _look = new Timer(_ => StartMore());
    }

    /// <summary>Runs it on the next free thread.</summary>
    /// <exception cref="ObjectDisposedException">Python has ended.</exception>
    public void Start(PythonWork work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(EmbeddedPython));
            if (MayBegin())
            {
                Begin(work);
            }
            else
            {
                _waiting.Enqueue(work);
                Look();
            }
        }
    }

    /// <summary>What a thread does next, after its call ended.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="ended">The call.</param>
    /// <param name="isIdle">Whether it is to wait until it is given something.</param>
    /// <returns>The next call; null when it is idle, or shall end.</returns>
    public PythonWork? NextOf(PythonThread thread, PythonWork ended, out bool isIdle)
    {
        lock (_gate)
        {
            isIdle = false;
            _running.Remove(ended);
            if (thread.IsLeftBehind)
            {
                return null;
            }

            if (_waiting.Count > 0 && MayBegin())
            {
                var work = _waiting.Dequeue();
                Run(work);
                return work;
            }

            if (_waiting.Count > 0)
            {
                Look(); // enough quick ones run now; they may turn out to be slow
            }

            if (!_closed)
            {
                _idle.Push(thread);
                isIdle = true;
            }

            return null;
        }
    }

    /// <summary>Gives up a call that does not end: its thread is replaced, and ends when the call does.</summary>
    public void LeaveBehind(PythonWork work)
    {
        lock (_gate)
        {
            if (_running.Remove(work) && work.Thread is { } thread)
            {
                thread.IsLeftBehind = true;
                StartWaiting();
            }
        }
    }

    /// <summary>Takes nothing more, and ends the threads as they become idle.</summary>
    /// <returns>The calls under way.</returns>
    public IReadOnlyList<PythonWork> Close()
    {
        List<PythonWork> waiting, running;
        lock (_gate)
        {
            _closed = true;
            waiting = [.. _waiting];
            running = [.. _running];
            _waiting.Clear();
            while (_idle.TryPop(out var thread))
            {
                thread.Give(null);
            }
        }

        foreach (var work in waiting.Where(work => work.TryWithdraw()))
        {
            work.TryFail(new ObjectDisposedException(nameof(EmbeddedPython)));
        }

        return running;
    }

    public void Dispose() => _look.Dispose();

    private bool MayBegin()
    {
        if (_running.Count >= _most)
        {
            return false;
        }

        var quick = 0;
        var now = Stopwatch.GetTimestamp();
        foreach (var work in _running)
        {
            if (Stopwatch.GetElapsedTime(work.Begun, now) < Moment && ++quick == QuickAtOnce)
            {
                return false;
            }
        }

        return true;
    }

    private void Begin(PythonWork work)
    {
        Run(work);
        if (_idle.TryPop(out var thread))
        {
            thread.Give(work);
        }
        else
        {
            _ = new PythonThread(this, work);
        }
    }

    private void Run(PythonWork work)
    {
        work.Begun = Stopwatch.GetTimestamp();
        _running.Add(work);
    }

    // While something waits, those that run may turn out to be slow.
    private void Look()
    {
        if (!_isLooking)
        {
            _isLooking = true;
            _look.Change(Moment, Timeout.InfiniteTimeSpan);
        }
    }

    private void StartMore()
    {
        lock (_gate)
        {
            _isLooking = false;
            StartWaiting();
        }
    }

    private void StartWaiting()
    {
        while (_waiting.Count > 0 && MayBegin())
        {
            Begin(_waiting.Dequeue());
        }

        if (_waiting.Count > 0 && _running.Count < _most)
        {
            Look();
        }
    }
}
