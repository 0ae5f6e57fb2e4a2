using System.Collections.Concurrent;
using System.Reflection;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>Python's main thread: starts the interpreter, interrupts calls, and ends it. Runs no calls.</summary>
internal sealed class PythonMain
{
    private readonly BlockingCollection<Action> _orders = [];
    private readonly TaskCompletionSource<PyObject> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PythonLibrary _library;

    private PythonMain(PythonLibrary library) => _library = library;

    /// <summary>Starts CPython in this process; it cannot be started twice.</summary>
    /// <returns>Its main thread, and the package <c>bridge_embedded</c>.</returns>
    public static async Task<(PythonMain Main, PyObject Module)> StartAsync(PythonLibrary library)
    {
        var main = new PythonMain(library);
        new Thread(main.Run) { IsBackground = true, Name = "Bridge Python main" }.Start();
        return (main, await main._started.Task.ConfigureAwait(false));
    }

    /// <summary>Has something done with the GIL held, after what was ordered before. Its exceptions are lost.</summary>
    public void Post(Action order) => _orders.Add(order);

    /// <summary>Has something done with the GIL held.</summary>
    public Task RunAsync(Action order)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                order();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    private void Run()
    {
        try
        {
            var module = Start();
            PythonEngine.BeginAllowThreads(); // for good: this thread takes the GIL for each order
            _started.SetResult(module);
        }
        catch (Exception e)
        {
            // Its text is made now: the GIL is held, and nobody may wait for it later.
            var error = e is PythonException
                ? new PythonNotFoundException($"{_library.Python.Executable} cannot be embedded: {e.Message}")
                : e;
            if (NativePython.HasGil)
            {
                PythonEngine.BeginAllowThreads();
            }

            _started.SetException(error);
            return;
        }

        foreach (var order in _orders.GetConsumingEnumerable())
        {
            using (Py.GIL())
            {
                try
                {
                    order();
                }
                catch (Exception e) when (e is PythonException or ObjectDisposedException)
                {
                    // an interrupt of what has just ended; this thread must go on
                }
            }
        }
    }

    private PyObject Start()
    {
        Runtime.PythonDLL = _library.Path;
        PythonEngine.ProgramName = _library.Python.Executable; // gives sys.executable, sys.prefix and the venv
        NativePython.Load(_library.Path);
        RaisedCodec.Register();
        PythonEngine.Initialize(setSysArgv: true, initSigs: false);
        ForgetPythonnetsEnd();
        RefuseShutdown();
        PythonText.Replace(_library.Path);
        var module = PythonModule.LoadPackage();
        module.InvokeMethod("set_up", new PyString(_library.Python.Executable)).Dispose();
        RaisedCodec.Explain = module.GetAttr("explain");
        return module;
    }

    // After it, whatever touches Python crashes the process.
    private static void RefuseShutdown() => PythonEngine.AddShutdownHandler(static () =>
    {
        RefuseShutdown(); // it was taken off the list
        throw new InvalidOperationException(
            "PythonEngine.Shutdown() would pull Python from under its threads; dispose the EmbeddedPython instead.");
    });

    // pythonnet's own end waits for the GIL without a limit, so that a thread which holds it keeps the process from
    // ending, as Environment.Exit with the GIL held does. Bridge ends Python itself, in bounded time.
    private static void ForgetPythonnetsEnd()
    {
        const BindingFlags Hidden = BindingFlags.Static | BindingFlags.NonPublic;
        foreach (var (name, forget) in new (string, Action<EventHandler>)[]
        {
            ("OnProcessExit", handler => AppDomain.CurrentDomain.ProcessExit -= handler),
            ("OnDomainUnload", handler => AppDomain.CurrentDomain.DomainUnload -= handler),
        })
        {
            if (typeof(PythonEngine).GetMethod(name, Hidden) is { } method)
            {
                forget(method.CreateDelegate<EventHandler>());
            }
        }
    }
}
