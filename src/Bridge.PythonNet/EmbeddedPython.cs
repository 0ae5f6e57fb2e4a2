using System.Collections.Concurrent;
using Bridge.Hosting;
using Bridge.Manager;
using Bridge.PythonNet.Serving;
using Microsoft.Extensions.Logging;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>CPython in this process. There is one, and it is started once.</summary>
/// <remarks>
/// <para>Thread-safe. Python code runs on threads of its own, never on the thread that calls: each keeps its Python
/// thread state, so that what Python keeps by thread stays, such as the connections of a manager's proxies.</para>
/// <para>The interpreter forks no process: <c>multiprocessing</c> spawns, and <c>os.fork</c> raises. Processes that
/// <c>multiprocessing</c> spawned end with this one.</para>
/// <para>At the end of the process, whether by a return, by <see cref="Environment.Exit"/> or by an unhandled exception,
/// Python's <c>atexit</c> functions run, in bounded time; not when <see cref="Environment.Exit"/> is called in a
/// delegate given to <see cref="RunAsync{T}"/>, which keeps the GIL for ever. A signal that the program does not handle
/// runs nothing, as in CPython; <c>os._exit</c> ends the whole process at once.</para>
/// </remarks>
public sealed class EmbeddedPython : IAsyncDisposable
{
    private static readonly SemaphoreSlim Starting = new(1);
    private static EmbeddedPython? _current;

    private readonly PythonThreads _threads;
    private readonly PythonManagers _managers;
    private readonly PythonValues _values;
    private readonly PythonCalls _calls;
    private readonly PythonEnd _end;
    private readonly PythonGarbage _garbage = new();
    private readonly PyObject _canceled;
    private readonly ILogger _logger;
    private PyObject? _serving;

    private EmbeddedPython(EmbeddedPythonOptions options, PythonInstallation installation, PythonMain main, PyObject module)
    {
        (Options, Python, Main) = (options, installation, main);
        _logger = options.LoggerFactory.CreateLogger<EmbeddedPython>();
        _threads = new PythonThreads(options.MaxThreads);
        Errors = new PythonErrors(module.GetAttr("describe"));
        _managers = new PythonManagers(module, value => _values!.ToPython(value), options.LoggerFactory);
        _values = new PythonValues(module, options.Pickle, _managers);
        _calls = new PythonCalls(this, module, _values, _managers);
        _canceled = module.GetAttr("CallCanceled");
        var output = options.CaptureOutput ? PythonOutput.Start(module, options.LoggerFactory) : null;
        _end = new PythonEnd(main, module, _threads, output, options);
        ProxyCodec.Register(this);
    }

    /// <summary>The one that runs in this process; null before the start and after the end.</summary>
    public static EmbeddedPython? Current => _current is { _end.HasBegun: false } ? _current : null;

    /// <summary>The interpreter.</summary>
    public PythonInstallation Python { get; }

    /// <summary>How it was started.</summary>
    public EmbeddedPythonOptions Options { get; }

    internal PythonMain Main { get; }

    internal PythonErrors Errors { get; }

    /// <summary>Those under way.</summary>
    internal ConcurrentDictionary<PythonCoroutine, bool> Coroutines { get; } = new();

    /// <summary>Starts CPython in this process.</summary>
    /// <param name="options">Which one, and how it ends; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the search for it, not the start.</param>
    /// <exception cref="PythonNotFoundException">There is none that can be embedded; the text says why.</exception>
    /// <exception cref="InvalidOperationException">It was started in this process before.</exception>
    public static async Task<EmbeddedPython> StartAsync(
        EmbeddedPythonOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= EmbeddedPythonOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxThreads, 1, "options.MaxThreads");
        await Starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_current is not null || PythonEngine.IsInitialized)
            {
                throw new InvalidOperationException(
                    "CPython was started in this process before, and cannot be started twice; "
                    + "share the one EmbeddedPython, and dispose it at the end of the program.");
            }

            var library = await PythonLibrary.FindAsync(options, cancellationToken).ConfigureAwait(false);
            var (main, module) = await PythonMain.StartAsync(library).ConfigureAwait(false);
            EmbeddedPython? python = null;
            await main.RunAsync(() => python = new EmbeddedPython(options, library.Python, main, module)).ConfigureAwait(false);
            _current = python;
            return python!;
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <summary>Runs a delegate on a Python thread, with the GIL held: for direct work with pythonnet's objects.</summary>
    /// <param name="work">Not asynchronous. What it returns must not be a Python object; see <see cref="PythonReference"/>.</param>
    /// <param name="cancellationToken">
    /// Withdraws it, or raises <c>KeyboardInterrupt</c> in Python code that it runs. If it does not end within
    /// <see cref="EmbeddedPythonOptions.CancellationGrace"/> it is left behind: it may still have its effect.
    /// </param>
    /// <exception cref="RemoteException">What Python raised, with its traceback.</exception>
    /// <exception cref="ObjectDisposedException">Python has ended.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        Escape.Refuse(typeof(T), nameof(work));
        cancellationToken.ThrowIfCancellationRequested();
        var call = new PythonCall<T>(work, Errors, cancellationToken);
        _threads.Start(call);
        if (!cancellationToken.CanBeCanceled)
        {
            return await call.Task.ConfigureAwait(false);
        }

        using (cancellationToken.UnsafeRegister((_, token) => Cancel(call, token), null))
        {
            return await call.Task.ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Action work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(
            () =>
            {
                work();
                return true;
            },
            cancellationToken);
    }

    /// <summary>Calls a function of a module, which is imported the first time; a coroutine is awaited.</summary>
    /// <remarks>
    /// Arguments and result travel as Bridge's codec writes and reads them; proxies in them become genuine ones on the
    /// other side, and <see cref="PythonReference"/>s the objects themselves. Ask for a <see cref="PythonReference"/> to
    /// leave the result in Python.
    /// </remarks>
    /// <param name="module">The module: <c>"json"</c>, <c>"os.path"</c>.</param>
    /// <param name="function">The function, or a dotted path to it: <c>"dumps"</c>, <c>"JSONEncoder.encode"</c>.</param>
    /// <param name="arguments">The positional arguments.</param>
    /// <param name="keywords">The arguments by name.</param>
    /// <param name="cancellationToken">
    /// Withdraws the call, or raises <c>KeyboardInterrupt</c> in it, or cancels the coroutine. If it does not end
    /// within <see cref="EmbeddedPythonOptions.CancellationGrace"/> it is left behind: it may still have its effect.
    /// </param>
    /// <exception cref="RemoteException">What Python raised, with its traceback.</exception>
    /// <exception cref="PicklingException">An argument or the result cannot travel.</exception>
    /// <exception cref="InvalidCastException">The result is no <typeparamref name="T"/>.</exception>
    /// <exception cref="ObjectDisposedException">Python has ended.</exception>
    public Task<T> CallAsync<T>(
        string module,
        string function,
        IReadOnlyList<object?>? arguments = null,
        IReadOnlyDictionary<string, object?>? keywords = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        ArgumentException.ThrowIfNullOrEmpty(function);
        return _calls.CallAsync<T>(module, function, arguments, keywords, cancellationToken);
    }

    /// <summary>Calls a Python object; a coroutine is awaited.</summary>
    /// <inheritdoc cref="CallAsync{T}(string, string, IReadOnlyList{object?}?, IReadOnlyDictionary{string, object?}?, CancellationToken)"/>
    public Task<T> CallAsync<T>(
        PythonReference function,
        IReadOnlyList<object?>? arguments = null,
        IReadOnlyDictionary<string, object?>? keywords = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return _calls.CallAsync<T>(function, null, arguments, keywords, cancellationToken);
    }

    /// <summary>The Python object of a value: bytes by one copy, a proxy as a genuine one with a reference of its own.</summary>
    /// <remarks>For delegates given to <see cref="RunAsync{T}"/>. Dispose what it gives.</remarks>
    /// <exception cref="PicklingException">The value has no Python equivalent.</exception>
    /// <exception cref="InvalidOperationException">This thread does not hold the GIL.</exception>
    public PyObject ToPython<T>(T value)
    {
        Gil.Require();
        return _values.ToPython(value);
    }

    /// <summary>The value of a Python object; a proxy of a manager becomes Bridge's, with a reference of its own.</summary>
    /// <remarks>For delegates given to <see cref="RunAsync{T}"/>.</remarks>
    /// <exception cref="PicklingException">The object cannot be pickled.</exception>
    /// <exception cref="InvalidCastException">The value is no <typeparamref name="T"/>.</exception>
    /// <exception cref="InvalidOperationException">This thread does not hold the GIL.</exception>
    public T FromPython<T>(PyObject value)
    {
        Gil.Require();
        ArgumentNullException.ThrowIfNull(value);
        try
        {
            return _values.FromPython<T>(value);
        }
        catch (PythonException e)
        {
            throw Errors.Translate(e, CancellationToken.None);
        }
    }

    /// <summary>Holds an object beyond the delegate that got it.</summary>
    /// <exception cref="InvalidOperationException">This thread does not hold the GIL.</exception>
    public PythonReference Hold(PyObject value)
    {
        Gil.Require();
        ArgumentNullException.ThrowIfNull(value);
        return new PythonReference(this, value.NewReference());
    }

    /// <summary>Starts a manager in a child process, with this interpreter; it ends with this process.</summary>
    /// <param name="options">Its address and key; the interpreter in it counts for nothing. Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start; nothing is left behind.</param>
    /// <exception cref="PythonProcessException">The process did not start.</exception>
    public Task<ManagerProcess> StartManagerProcessAsync(
        ManagerProcessOptions? options = null, CancellationToken cancellationToken = default) =>
        ManagerProcess.StartAsync(
            (options ?? ManagerProcessOptions.Default) with { Python = Python.Executable }, cancellationToken);

    /// <summary>Ends Python: waits for the calls under way, interrupts them after the grace, and runs <c>atexit</c>.</summary>
    /// <remarks>Calls fail from now on. The interpreter's memory stays; it cannot be started again in this process.</remarks>
    public async ValueTask DisposeAsync()
    {
        if (!_end.TryBegin())
        {
            await _end.Completion.ConfigureAwait(false);
            return;
        }

        await EndCallsAsync().ConfigureAwait(false);
        await _managers.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAny(_garbage.EndAsync(), Task.Delay(Options.CancellationGrace)).ConfigureAwait(false);
        await _end.RunAsync().ConfigureAwait(false);
        _threads.Dispose();
    }

    internal void Attach(ManagerClient client) => _managers.Attach(client);

    /// <summary>The module that serves managers. Needs the GIL.</summary>
    internal PyObject Serving() => (_serving ??= PythonModule.LoadPart("serving")).NewReference();

    /// <inheritdoc cref="PythonValues.Prepare"/>
    internal PreparedValue Prepare<T>(T value) => _values.Prepare(value);

    /// <inheritdoc cref="PythonValues.Make"/>
    internal PyObject Make(PreparedValue prepared) => _values.Make(prepared);

    /// <summary>An argument from Python, as <c>pack</c> made it. Needs the GIL.</summary>
    internal ServedValue ReadServed(PyObject packed) => _values.ReadServed(packed);

    /// <summary>Gives a reference back, in the background.</summary>
    internal void Discard(PyObject target) => _garbage.Add(target);

    private async Task EndCallsAsync()
    {
        var running = _threads.Close();
        if (await HaveEndedAsync(running).ConfigureAwait(false))
        {
            return;
        }

        foreach (var call in running)
        {
            Main.Post(() => call.Thread?.Interrupt(call, _canceled));
        }

        foreach (var coroutine in Coroutines.Keys)
        {
            coroutine.Cancel();
        }

        await HaveEndedAsync(running).ConfigureAwait(false);
        foreach (var call in running)
        {
            call.TryFail(new ObjectDisposedException(nameof(EmbeddedPython)));
        }

        foreach (var coroutine in Coroutines.Keys)
        {
            coroutine.TryFail(new ObjectDisposedException(nameof(EmbeddedPython)));
        }
    }

    private async Task<bool> HaveEndedAsync(IReadOnlyList<PythonWork> running)
    {
        var ended = Task.WhenAll(running.Select(call => call.Ended).Concat(Coroutines.Keys.Select(coroutine => coroutine.Ended)));
        var first = await Task.WhenAny(ended, Task.Delay(Options.CancellationGrace)).ConfigureAwait(false);
        return first == ended && Coroutines.IsEmpty;
    }

    private void Cancel(PythonWork call, CancellationToken token)
    {
        if (call.TryWithdraw())
        {
            call.TryFail(new OperationCanceledException(token));
            return;
        }

        Main.Post(() => call.Thread?.Interrupt(call, _canceled));
        _ = LeaveBehindAsync(call, token);
    }

    private async Task LeaveBehindAsync(PythonWork call, CancellationToken token)
    {
        await Task.WhenAny(call.Ended, Task.Delay(Options.CancellationGrace, CancellationToken.None)).ConfigureAwait(false);
        if (call.TryFail(new OperationCanceledException(token)))
        {
            _threads.LeaveBehind(call);
            Log.CallLeftBehind(_logger, Options.CancellationGrace);
        }
    }
}
