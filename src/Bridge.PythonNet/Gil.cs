using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>The GIL of the thread that calls.</summary>
internal static class Gil
{
    /// <summary>Gives the GIL up for something that waits; on a thread without it, just waits.</summary>
    public static T Without<T>(Func<T> wait)
    {
        if (!NativePython.HasGil)
        {
            return wait();
        }

        var saved = PythonEngine.BeginAllowThreads();
        try
        {
            return wait();
        }
        finally
        {
            PythonEngine.EndAllowThreads(saved);
        }
    }

    /// <exception cref="InvalidOperationException">This thread does not hold the GIL.</exception>
    public static void Require()
    {
        if (!NativePython.HasGil)
        {
            throw new InvalidOperationException(
                "Python objects may be used only while the GIL is held: do it in a delegate given to EmbeddedPython.RunAsync.");
        }
    }
}
