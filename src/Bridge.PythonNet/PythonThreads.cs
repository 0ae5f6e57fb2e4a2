namespace Bridge.PythonNet;

/// <summary>The threads that run Python. Thread-safe.</summary>
/// <remarks>The one that was busy last is taken first, so that few of them are warm, with few connections.</remarks>
internal sealed class PythonThreads(int most)
{
    private readonly Lock _gate = new();
    private readonly Queue<PythonWork> _waiting = new();
    private readonly Stack<PythonThread> _idle = new();
    private readonly HashSet<PythonWork> _running = [];
    private int _count;
    private bool _closed;

    /// <summary>Runs it on the next free thread.</summary>
    /// <exception cref="ObjectDisposedException">Python has ended.</exception>
    public void Start(PythonWork work)
    {
        PythonThread? idle;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(EmbeddedPython));
            if (!_idle.TryPop(out idle) && _count == most)
            {
                _waiting.Enqueue(work);
                return;
            }

            _running.Add(work);
            if (idle is null)
            {
                _count++;
                _ = new PythonThread(this, work);
                return;
            }
        }

        idle.Give(work);
    }

    /// <summary>What a thread does next, after its call ended; null to end. Waits.</summary>
    public PythonWork? NextOf(PythonThread thread)
    {
        lock (_gate)
        {
            _running.RemoveWhere(work => ReferenceEquals(work.Thread, thread));
            if (thread.IsLeftBehind)
            {
                return null;
            }

            if (_waiting.TryDequeue(out var work))
            {
                _running.Add(work);
                return work;
            }

            if (_closed)
            {
                return null;
            }

            _idle.Push(thread);
        }

        return thread.WaitForWork();
    }

    /// <summary>Gives up a call that does not end: its thread is replaced, and ends when the call does.</summary>
    public void LeaveBehind(PythonWork work)
    {
        PythonWork? next = null;
        lock (_gate)
        {
            if (!_running.Remove(work) || work.Thread is not { } thread)
            {
                return;
            }

            thread.IsLeftBehind = true;
            if (_waiting.TryDequeue(out next))
            {
                _running.Add(next);
            }
            else
            {
                _count--;
            }
        }

        if (next is not null)
        {
            _ = new PythonThread(this, next);
        }
    }

    /// <summary>Takes nothing more, and ends the threads as they become idle.</summary>
    /// <returns>The calls under way.</returns>
    public IReadOnlyList<PythonWork> Close()
    {
        List<PythonWork> waiting, running;
        List<PythonThread> idle;
        lock (_gate)
        {
            _closed = true;
            waiting = [.. _waiting];
            running = [.. _running];
            idle = [.. _idle];
            _waiting.Clear();
            _idle.Clear();
        }

        foreach (var thread in idle)
        {
            thread.Give(null);
        }

        foreach (var work in waiting.Where(work => work.TryWithdraw()))
        {
            work.TryFail(new ObjectDisposedException(nameof(EmbeddedPython)));
        }

        return running;
    }
}
