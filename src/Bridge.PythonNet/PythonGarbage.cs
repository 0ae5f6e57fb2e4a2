using System.Collections.Concurrent;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>Gives references back that .NET let go, on a thread of its own. Thread-safe.</summary>
/// <remarks>
/// The last reference runs <c>__del__</c>, which may do anything, wait for a manager that is gone included; so it must
/// keep nobody waiting. One thread, so that the proxies among them share one connection.
/// </remarks>
internal sealed class PythonGarbage
{
    private readonly BlockingCollection<PyObject> _garbage = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    /// <summary>Has a reference given back; after the end of Python it stays.</summary>
    public void Add(PyObject garbage)
    {
        try
        {
            _garbage.Add(garbage);
        }
        catch (InvalidOperationException)
        {
            return; // Python ends: nobody needs its memory
        }

        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            new Thread(Run) { IsBackground = true, Name = "Bridge Python garbage" }.Start();
        }
    }

    /// <summary>Takes nothing more, and gives back what it has.</summary>
    public Task EndAsync()
    {
        _garbage.CompleteAdding();
        return Volatile.Read(ref _started) == 0 ? Task.CompletedTask : _ended.Task;
    }

    private void Run()
    {
        using (Py.GIL())
        {
            var saved = PythonEngine.BeginAllowThreads(); // see PythonThread: keeps the connections of proxies
            foreach (var garbage in _garbage.GetConsumingEnumerable())
            {
                using (Py.GIL())
                {
                    Drop(garbage);
                }
            }

            PythonEngine.EndAllowThreads(saved);
        }

        _ended.SetResult();
    }

    private static void Drop(PyObject garbage)
    {
        try
        {
            garbage.Dispose();
        }
        catch (PythonException)
        {
            // of a __del__; nobody waits for it
        }
    }
}
