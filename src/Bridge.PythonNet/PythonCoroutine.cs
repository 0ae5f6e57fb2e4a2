namespace Bridge.PythonNet;

/// <summary>A coroutine on Python's event loop.</summary>
internal abstract class PythonCoroutine
{
    /// <summary>Ends when nobody waits for it any more.</summary>
    public abstract Task Ended { get; }

    /// <summary>Asks it to end; it may take its time for that.</summary>
    public abstract void Cancel();

    /// <summary>Ends the wait for it with an error; false when it has ended by itself.</summary>
    public abstract bool TryFail(Exception error);
}
