using System.Security.Cryptography;
using Bridge.Connections;
using Bridge.Hosting;
using Bridge.Manager;

namespace Bridge.Testing;

/// <summary>A genuine CPython manager for tests: Python programs run against it, and what is left at its end is told.</summary>
/// <remarks>
/// <para>Thread-safe: tests that run in parallel can share one. It needs no test framework.</para>
/// <para>Disposal ends the programs, the manager and whatever they started, and then throws
/// <see cref="LeakException"/> if something had been left.</para>
/// </remarks>
public sealed class TestManager : IAsyncDisposable
{
    private readonly TestManagerOptions _options;
    private readonly Programs _programs;
    private readonly Dictionary<string, int> _baseline;
    private int _disposed;

    private TestManager(
        TestManagerOptions options,
        ManagerProcess process,
        string authKey,
        Transcript transcript,
        Dictionary<string, int> baseline)
    {
        _options = options;
        _baseline = baseline;
        Process = process;
        Transcript = transcript;
        _programs = new Programs(options, process, authKey, transcript);
    }

    /// <summary>The client of this process.</summary>
    public ManagerClient Client => Process.Client;

    /// <summary>Where the manager listens.</summary>
    public ManagerAddress Address => Process.Address;

    /// <summary>The key that other programs need to connect.</summary>
    public AuthKey AuthKey => Process.AuthKey;

    /// <summary>The interpreter that runs it.</summary>
    public PythonInstallation Python => Process.Python;

    /// <summary>The process of the manager.</summary>
    public ManagerProcess Process { get; }

    /// <summary>What both sides said so far.</summary>
    public Transcript Transcript { get; }

    /// <summary>Starts a manager and connects to it.</summary>
    /// <param name="options">Which Python, which typeids; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start; the process is ended.</param>
    /// <exception cref="PythonNotFoundException">There is no usable Python, or not the one that was asked for.</exception>
    /// <exception cref="PythonProcessException">The process could not start; carries its stderr.</exception>
    public static async Task<TestManager> StartAsync(
        TestManagerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= TestManagerOptions.Default;
        var transcript = new Transcript();
        var log = new TranscriptLoggerFactory(transcript, options.LogLevel, options.LoggerFactory);
        var clientLog = ReferenceEquals(options.Client.LoggerFactory, ManagerClientOptions.Default.LoggerFactory)
            ? options.LoggerFactory : options.Client.LoggerFactory;
        var python = await PythonFinder.FindAsync(options.Python, cancellationToken).ConfigureAwait(false);
        var authKey = RandomNumberGenerator.GetHexString(64);
        var process = await ManagerProcess.StartAsync(
            new ManagerProcessOptions
            {
                Python = python.Executable,
                Address = options.Address,
                AuthKey = AuthKey.FromHex(authKey),
                Register = options.Register,
                WorkingDirectory = options.WorkingDirectory,
                Output = line => transcript.AddPython("manager", line),
                Client = options.Client with
                {
                    LoggerFactory = new TranscriptLoggerFactory(transcript, options.LogLevel, clientLog),
                },
                LoggerFactory = log,
            },
            cancellationToken).ConfigureAwait(false);
        try
        {
            var census = await process.Client.CensusAsync(cancellationToken).ConfigureAwait(false);
            return new TestManager(
                options, process, authKey, transcript,
                census.Objects.ToDictionary(entry => entry.Id, entry => entry.ReferenceCount));
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs Python code, with <c>manager</c> connected and ready among its globals, and waits for its end.</summary>
    /// <remarks>The code is a program of its own: indentation that all its lines have is no part of it.</remarks>
    /// <param name="code">The code.</param>
    /// <param name="options">Arguments, another interpreter, limits; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the wait and ends the program.</param>
    /// <exception cref="PythonProgramException">It raised, or ran too long; the message holds its traceback.</exception>
    public async Task<PythonResult> RunPythonAsync(
        string code, PythonOptions? options = null, CancellationToken cancellationToken = default)
    {
        await using var program = await StartPythonAsync(code, options, cancellationToken).ConfigureAwait(false);
        return await program.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a Python file, with <c>manager</c> connected and ready among its globals, and waits for its end.</summary>
    /// <param name="path">The file; relative to the current folder.</param>
    /// <param name="options">Arguments, another interpreter, limits; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the wait and ends the program.</param>
    /// <exception cref="PythonProgramException">It raised, or ran too long; the message holds its traceback.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public async Task<PythonResult> RunPythonFileAsync(
        string path, PythonOptions? options = null, CancellationToken cancellationToken = default)
    {
        await using var program = await StartPythonFileAsync(path, options, cancellationToken).ConfigureAwait(false);
        return await program.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts Python code as <see cref="RunPythonAsync"/> does, and does not wait.</summary>
    /// <param name="code">The code.</param>
    /// <param name="options">Arguments, another interpreter, limits; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public Task<PythonProgram> StartPythonAsync(
        string code, PythonOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return _programs.StartCodeAsync(code, options ?? PythonOptions.Default, cancellationToken);
    }

    /// <summary>Starts a Python file as <see cref="RunPythonFileAsync"/> does, and does not wait.</summary>
    /// <param name="path">The file; relative to the current folder.</param>
    /// <param name="options">Arguments, another interpreter, limits; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public Task<PythonProgram> StartPythonFileAsync(
        string path, PythonOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return _programs.StartFileAsync(path, options ?? PythonOptions.Default, cancellationToken);
    }

    /// <summary>Throws when objects live on the manager that did not at its start, or processes run that programs left.</summary>
    /// <remarks>
    /// Waits up to <see cref="TestManagerOptions.LeakTimeout"/> for what is being given back. For a manager that no
    /// other test uses at the time. Disposal does it as well.
    /// </remarks>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="LeakException">The message lists what is left.</exception>
    public async Task AssertNoLeaksAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var leaks = await FindLeaksAsync(cancellationToken).ConfigureAwait(false);
        if (leaks.Count > 0)
        {
            throw new LeakException(leaks);
        }
    }

    /// <summary>Ends everything, and tells what had been left.</summary>
    /// <exception cref="LeakException">Something was left, and <see cref="TestManagerOptions.LeaksAllowed"/> is false.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        IReadOnlyList<string> leaks = [];
        try
        {
            leaks = _options.LeaksAllowed ? [] : await FindLeaksAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            var below = ChildProcesses.Below(Process.ProcessId);
            await _programs.EndAsync().ConfigureAwait(false);
            await Process.DisposeAsync().ConfigureAwait(false);
            leaks = [.. leaks, .. await LeftProcesses.EndAsync(below).ConfigureAwait(false)];
        }

        if (leaks.Count > 0 && !_options.LeaksAllowed)
        {
            var error = new LeakException(leaks);
            if (_options.Leaked is not { } leaked)
            {
                throw error;
            }

            leaked(error);
        }
    }

    private async Task<IReadOnlyList<string>> FindLeaksAsync(CancellationToken cancellationToken)
    {
        var running = _programs.DescribeRunning();
        var objects = new LeftObjects(Process, _baseline).FindAsync(_options.LeakTimeout, cancellationToken);
        var processes = _programs.FindLeftAsync(_options.LeakTimeout, cancellationToken);
        return [.. running, .. await objects.ConfigureAwait(false), .. await processes.ConfigureAwait(false)];
    }
}
