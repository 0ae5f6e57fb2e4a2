namespace Bridge.PythonNet;

/// <summary>One delegate on its way through a Python thread.</summary>
internal abstract class PythonWork
{
    private const int Waiting = 0;
    private const int Running = 1;
    private const int Withdrawn = 2;

    private int _state;

    /// <summary>The thread that runs it; null before.</summary>
    public PythonThread? Thread { get; private set; }

    /// <summary>Runs it, with the GIL held; false when it was withdrawn before. It may be interrupted.</summary>
    /// <remarks><see cref="Conclude"/> and <see cref="Report"/> follow.</remarks>
    public bool TryRun(PythonThread thread)
    {
        Thread = thread;
        if (Interlocked.CompareExchange(ref _state, Running, Waiting) != Waiting)
        {
            return false;
        }

        RunBody();
        return true;
    }

    /// <summary>Whether it was still waiting, and now never runs.</summary>
    public bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting;

    /// <summary>The timestamp of when it was given to a thread.</summary>
    public long Begun { get; set; }

    /// <summary>Ends when nobody waits for it any more.</summary>
    public abstract Task Ended { get; }

    /// <summary>Makes of the outcome what needs no Python. Called with the GIL held, when nothing interrupts any more.</summary>
    public abstract void Conclude();

    /// <summary>Tells whoever waits how it ended. Called without the GIL.</summary>
    public abstract void Report();

    /// <summary>Ends the wait for it with an error; false when it has ended by itself.</summary>
    public abstract bool TryFail(Exception error);

    /// <summary>Must not throw.</summary>
    protected abstract void RunBody();
}
