using Microsoft.Extensions.Logging;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>The end of Python in this process, by disposal or with the process; once, and in bounded time.</summary>
internal sealed class PythonEnd
{
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PythonMain _main;
    private readonly PyObject _module;
    private readonly PythonThreads _threads;
    private readonly PythonOutput? _output;
    private readonly EmbeddedPythonOptions _options;
    private readonly ILogger _logger;
    private int _begun;

    public PythonEnd(PythonMain main, PyObject module, PythonThreads threads, PythonOutput? output, EmbeddedPythonOptions options)
    {
        (_main, _module, _threads, _output, _options) = (main, module, threads, output, options);
        _logger = options.LoggerFactory.CreateLogger<EmbeddedPython>();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => EndWithProcess();
        AppDomain.CurrentDomain.UnhandledException += (_, _) => EndWithProcess();
    }

    /// <summary>Whether it has begun.</summary>
    public bool HasBegun => Volatile.Read(ref _begun) == 1;

    /// <summary>Ends when the end is over.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Begins it; false when somebody did.</summary>
    public bool TryBegin() => Interlocked.Exchange(ref _begun, 1) == 0;

    /// <summary>Runs what CPython runs at its end.</summary>
    /// <returns>Whether it came to its own end.</returns>
    public async Task<bool> RunAsync()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finished = _main.RunAsync(() =>
        {
            begun.SetResult();
            using var seconds = new PyFloat(_options.ExitTimeout.TotalSeconds);
            _module.InvokeMethod("finish", seconds).Dispose();
        });
        // A thread that holds the GIL for good keeps this from beginning: one that sleeps with it, or has called
        // Environment.Exit, which does not return, and runs ProcessExit on another thread.
        if (await Task.WhenAny(begun.Task, Task.Delay(_options.ExitTimeout / 2)).ConfigureAwait(false) == begun.Task)
        {
            await Task.WhenAny(finished, Task.Delay(_options.ExitTimeout + Reserve)).ConfigureAwait(false);
        }
        else
        {
            Log.EndWithoutGil(_logger);
        }

        _ = finished.Exception; // of an atexit function, which Python has printed
        if (_output is not null)
        {
            // A logger that waits, or one that is gone already, is not waited for either.
            await Task.WhenAny(_output.DisposeAsync().AsTask(), Task.Delay(Reserve)).ConfigureAwait(false);
        }

        _completion.TrySetResult();
        return finished.IsCompleted;
    }

    private void EndWithProcess()
    {
        // Of an unhandled exception, on the thread that threw it: the GIL is needed for the end.
        var saved = NativePython.HasGil ? PythonEngine.BeginAllowThreads() : 0;
        var hasFinished = EndNow();
        if (saved != 0 && hasFinished)
        {
            PythonEngine.EndAllowThreads(saved); // the using of Py.GIL() is left after this, and gives it up itself
        }
    }

    private bool EndNow()
    {
        if (TryBegin())
        {
            _threads.Close();
            return RunAsync().GetAwaiter().GetResult();
        }

        // A disposal is under way, which the program does not wait for.
        return Completion.Wait((2 * _options.CancellationGrace) + _options.ExitTimeout + (3 * Reserve));
    }
}
