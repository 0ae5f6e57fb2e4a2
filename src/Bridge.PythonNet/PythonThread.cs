using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>A thread that keeps its Python thread state from its first call to its last.</summary>
/// <remarks>
/// <c>PyGILState_Release</c> destroys the state of a thread when its outermost <c>Py.GIL()</c> ends, and with it all
/// <c>threading.local</c>, where a manager's proxies have their connections: every call would authenticate anew. So an
/// outermost one stays, and the GIL is given up in between.
/// </remarks>
internal sealed class PythonThread
{
    private const int StackSize = 8 * 1024 * 1024; // that of a main thread: Python's limits of recursion are made for it

    private readonly PythonThreads _threads;
    private readonly object _given = new();
    private readonly Lock _gate = new();
    private PythonWork? _next;
    private bool _isGiven;
    private PythonWork? _current;
    private bool _interrupted;
    private ulong _ident;

    public PythonThread(PythonThreads threads, PythonWork first)
    {
        _threads = threads;
        _next = first;
        new Thread(Run, StackSize) { IsBackground = true, Name = "Bridge Python" }.Start();
    }

    /// <summary>Whether its call was given up; it ends when that returns, if it ever does.</summary>
    public bool IsLeftBehind { get; set; }

    /// <summary>Gives the idle thread something to do; null to end it.</summary>
    public void Give(PythonWork? work)
    {
        lock (_given)
        {
            _next = work;
            _isGiven = true;
            Monitor.Pulse(_given);
        }
    }

    /// <summary>Raises an exception in the call, at its next instruction, if it still runs. Needs the GIL.</summary>
    public void Interrupt(PythonWork work, PyObject type)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_current, work))
            {
                _interrupted = true;
                NativePython.Raise(_ident, type);
            }
        }
    }

    private void Run()
    {
        var outermost = Py.GIL();
        _ident = PythonEngine.GetPythonThreadID();
        var saved = PythonEngine.BeginAllowThreads();
        for (var work = _next; work is not null;)
        {
            bool ran;
            using (Py.GIL())
            {
                ran = Run(work);
            }

            // Free before anybody hears of the result, so that who goes on with it finds this thread.
            var then = _threads.NextOf(this, work, out var isIdle);
            if (ran)
            {
                work.Report();
            }

            work = isIdle ? WaitForWork() : then;
        }

        PythonEngine.EndAllowThreads(saved);
        outermost.Dispose();
    }

    private PythonWork? WaitForWork()
    {
        lock (_given)
        {
            while (!_isGiven)
            {
                Monitor.Wait(_given);
            }

            _isGiven = false;
            return _next;
        }
    }

    private bool Run(PythonWork work)
    {
        lock (_gate)
        {
            _current = work;
        }

        var ran = work.TryRun(this);
        lock (_gate)
        {
            _current = null;
            if (_interrupted)
            {
                // It may have come too late for this call, and must not hit the next.
                _interrupted = false;
                NativePython.Raise(_ident, null);
            }
        }

        if (ran)
        {
            work.Conclude();
        }

        NativePython.ClearError(); // of a conversion that pythonnet did not check; the next call would fail of it
        return ran;
    }
}
