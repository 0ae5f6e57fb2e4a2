using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Bridge.Hosting;

namespace Bridge.Testing;

/// <summary>A Python program that runs against a <see cref="TestManager"/>, in a process of its own.</summary>
/// <remarks>Thread-safe. Disposal kills it, with all that it started, if it still runs.</remarks>
public sealed class PythonProgram : IAsyncDisposable
{
    // Python ends itself at the limit, with a traceback; ours is for one that cannot.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly PythonOptions _options;
    private readonly Transcript _transcript;
    private readonly Action<PythonProgram> _ended;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task _reading;
    private int _disposed;

    private PythonProgram(
        Process process, string name, PythonOptions options, Transcript transcript, Action<PythonProgram> ended)
    {
        _process = process;
        ProcessId = process.Id;
        Name = name;
        _options = options;
        _transcript = transcript;
        _ended = ended;
        _reading = Task.WhenAll(ReadOutputAsync(), ReadErrorsAsync());
    }

    /// <summary>What it is called in messages: the name of its file.</summary>
    public string Name { get; }

    /// <summary>The id of the process.</summary>
    public int ProcessId { get; }

    internal bool IsRunning => Volatile.Read(ref _disposed) == 0 && !_process.HasExited;

    internal static async Task<PythonProgram> StartAsync(
        PythonInstallation python,
        ProcessStartInfo info,
        string configuration,
        string name,
        PythonOptions options,
        Transcript transcript,
        Action<PythonProgram> ended)
    {
        Process process;
        try
        {
            process = Process.Start(info)!;
        }
        catch (Win32Exception error)
        {
            throw new PythonProcessException($"{python.Executable} cannot be run ({error.Message}).", "", error);
        }

        var program = new PythonProgram(process, name, options, transcript, ended);
        await program.WriteLineAsync(configuration).ConfigureAwait(false);
        return program;
    }

    /// <summary>The next line that it prints.</summary>
    /// <param name="cancellationToken">Cancels the wait; no line is lost.</param>
    /// <exception cref="PythonProgramException">It ended; the message holds its traceback.</exception>
    public async Task<string> ReadLineAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _lines.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            var result = await EndAsync(cancellationToken).ConfigureAwait(false);
            throw new PythonProgramException(
                $"{Name} ended with exit code {result.ExitCode} before it printed another line{Reason(result)}", result);
        }
    }

    /// <summary>Writes a line to its standard input. Does nothing when it has ended: the next read tells how.</summary>
    /// <param name="line">The line, without its end.</param>
    public async Task WriteLineAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteAsync(line + "\n").ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // ended; its exit code and its traceback say more than a broken pipe
        }
    }

    /// <summary>Closes its standard input and waits until it ends.</summary>
    /// <param name="cancellationToken">Cancels the wait; the program runs on.</param>
    /// <exception cref="PythonProgramException">
    /// It ended with another exit code than <see cref="PythonOptions.ExpectedExitCode"/>, or ran too long.
    /// </exception>
    public async Task<PythonResult> WaitAsync(CancellationToken cancellationToken = default)
    {
        CloseInput();
        var result = await EndAsync(cancellationToken).ConfigureAwait(false);
        if (_options.ExpectedExitCode is not { } expected || result.ExitCode == expected)
        {
            return result;
        }

        throw new PythonProgramException(
            HasRunTooLong
                ? $"{Name} did not end within {_options.Timeout.TotalSeconds:0.#} s and was ended; where it was:"
                : $"{Name} ended with exit code {result.ExitCode} instead of {expected}{Reason(result)}",
            result);
    }

    /// <summary>Kills it, with all that it started; on Unix by SIGKILL.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // ended meanwhile
        }
    }

    /// <summary>Kills it if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        await Task.WhenAny(_reading, Task.Delay(TimeSpan.FromMilliseconds(500))).ConfigureAwait(false);
        _ended(this);
        _process.Dispose();
    }

    private bool HasRunTooLong =>
        _options.Timeout > TimeSpan.Zero && Stopwatch.GetElapsedTime(_start) >= _options.Timeout;

    private async Task<PythonResult> EndAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_options.Timeout > TimeSpan.Zero)
        {
            limit.CancelAfter(_options.Timeout + Grace);
        }

        try
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Kill();
            await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }

        // A process that it left behind may hold the pipes open; it is not waited for.
        await Task.WhenAny(_reading, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken)).ConfigureAwait(false);
        return new PythonResult(_process.ExitCode, TextOf(_output), TextOf(_errors));
    }

    private void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // its end is closed already
        }
    }

    // The last line of a traceback: ValueError: no such row
    private static string Reason(PythonResult result) =>
        result.Errors.TrimEnd().Split('\n')[^1] is { Length: > 0 } last ? $": {last}" : ".";

    private static string TextOf(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            Keep(_output, line);
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            Keep(_errors, line);
        }
    }

    private void Keep(StringBuilder text, string line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }

        _transcript.AddPython(Name, line);
    }
}
