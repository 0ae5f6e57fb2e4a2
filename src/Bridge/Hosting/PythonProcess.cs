using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Bridge.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Bridge.Hosting;

/// <summary>A child process that runs the Python half: <c>python -m dotnet_bridge serve</c> or <c>worker</c>.</summary>
/// <remarks>
/// Its configuration, the authkey included, goes by standard input, which then stays open for as long as we live: the
/// child ends when it closes, so it ends with us however we end. Its first line on standard output is its report; the
/// rest is relayed.
/// </remarks>
internal sealed class PythonProcess : IAsyncDisposable
{
    private const int KeptErrorLines = 40;

    private readonly Process _process;
    private readonly ILogger _logger;
    private readonly Action<string>? _output;
    private readonly Queue<string> _errorLines = new();
    private readonly Task _relayingErrors;
    private Task _relayingOutput = Task.CompletedTask;
    private int _disposed;

    private PythonProcess(Process process, string role, ILogger logger, Action<string>? output)
    {
        _process = process;
        Id = process.Id; // not to be asked once it is disposed
        _logger = logger;
        _output = output;
        Role = role;
        Exited = WaitAsync();
        _relayingErrors = RelayErrorsAsync();
    }

    /// <summary>What the process is for, in messages: <c>manager</c>, <c>worker 3</c>.</summary>
    public string Role { get; }

    public int Id { get; }

    /// <summary>Completes with the exit code; negative for the signal that killed it. Never fails.</summary>
    public Task<int> Exited { get; }

    /// <summary>What the process wrote to standard error last.</summary>
    public string StandardError
    {
        get
        {
            lock (_errorLines)
            {
                return string.Join('\n', _errorLines);
            }
        }
    }

    /// <summary>Starts the child and waits until it is ready.</summary>
    /// <exception cref="PythonProcessException">It could not start, or reported why it cannot do its work.</exception>
    public static async Task<(PythonProcess Process, ChildReport Report)> StartAsync(
        PythonInstallation python,
        PythonStart start,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(python.Executable, ["-m", "dotnet_bridge", start.Command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = start.WorkingDirectory ?? "",
        };
        var existing = Environment.GetEnvironmentVariable("PYTHONPATH");
        info.Environment["PYTHONPATH"] = string.IsNullOrEmpty(existing)
            ? EmbeddedPackage.Provide()
            : EmbeddedPackage.Provide() + Path.PathSeparator + existing;

        Process process;
        try
        {
            process = Process.Start(info)!;
        }
        catch (Win32Exception error)
        {
            throw new PythonProcessException(
                $"{SubjectOf(start.Role)} did not start: {python.Executable} cannot be run ({error.Message}).", "", error);
        }

        var child = new PythonProcess(process, start.Role, logger, start.Output);
        try
        {
            return (child, await child.ConfigureAsync(start, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await child.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends the process now, with whatever it started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            Log.KillFailed(_logger, Role, error.Message); // ended meanwhile
        }
    }

    /// <summary>Ends the process: closes its standard input, and kills it when that does not help soon.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            await Exited.ConfigureAwait(false);
            return;
        }

        CloseInput();
        await Task.WhenAny(Exited, Task.Delay(TimeSpan.FromSeconds(2))).ConfigureAwait(false);
        if (!Exited.IsCompleted)
        {
            Kill();
        }

        await Exited.ConfigureAwait(false);
        // A grandchild may hold the pipes open; it is not waited for.
        await Task.WhenAny(
            Task.WhenAll(_relayingErrors, _relayingOutput), Task.Delay(TimeSpan.FromMilliseconds(500))).ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task<ChildReport> ConfigureAsync(PythonStart start, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(start.Timeout);
        string? line = null;
        try
        {
            await _process.StandardInput.WriteAsync((start.Configuration + "\n").AsMemory(), deadline.Token)
                .ConfigureAwait(false);
            await _process.StandardInput.FlushAsync(deadline.Token).ConfigureAwait(false);
            line = await _process.StandardOutput.ReadLineAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            Log.ChildPipeBroke(_logger, Role, error.Message); // it ended already; told below
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PythonProcessException(
                $"{Subject} was not ready within {start.Timeout.TotalSeconds:0.#} s"
                + $"{LastErrorLine()}; raise the start timeout if its start takes that long.", StandardError);
        }

        if (line is null)
        {
            var code = await Exited.WaitAsync(deadline.Token).ConfigureAwait(false);
            await Task.WhenAny(_relayingErrors, Task.Delay(500, deadline.Token)).ConfigureAwait(false);
            throw new PythonProcessException(
                $"{Subject} ended before it was ready ({DescribeExit(code)}){LastErrorLine()}; "
                + "look at what its code does on import and at the start.", StandardError)
            {
                EndedSilently = true,
            };
        }

        _relayingOutput = RelayOutputAsync();
        var report = ChildReport.Parse(line) ?? throw new PythonProcessException(
            $"{Subject} printed something else than its report: {line}", StandardError);
        return report.Error is null
            ? report
            : throw new PythonProcessException(
                report.Error.Message, report.Error.Traceback.Length > 0 ? report.Error.Traceback : StandardError);
    }

    /// <summary>An exit code in words: <c>exit code 3</c>, <c>killed by signal 9</c>.</summary>
    public static string DescribeExit(int code) =>
        code < 0 ? $"killed by signal {-code}" : $"exit code {code}";

    private string Subject => SubjectOf(Role);

    // "The manager", but "Worker 3".
    private static string SubjectOf(string role) =>
        char.IsAsciiDigit(role[^1]) ? char.ToUpperInvariant(role[0]) + role[1..] : "The " + role;

    private string LastErrorLine()
    {
        lock (_errorLines)
        {
            return _errorLines.LastOrDefault(line => line.Length > 0) is { } last ? $": {last.Trim()}" : "";
        }
    }

    private void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException error)
        {
            Log.ChildPipeBroke(_logger, Role, error.Message); // its end is gone, which is what we wanted
        }
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        // On Unix .NET reports 128 + signal; Python's own way, the negative signal, cannot be taken for an exit code.
        var code = _process.ExitCode;
        return !OperatingSystem.IsWindows() && code > 128 ? 128 - code : code;
    }

    private async Task RelayErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (_errorLines)
            {
                if (_errorLines.Count == KeptErrorLines)
                {
                    _errorLines.Dequeue();
                }

                _errorLines.Enqueue(line);
            }

            Relay(line);
        }
    }

    private async Task RelayOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            Relay(line);
        }
    }

    private void Relay(string line)
    {
        Log.ChildOutput(_logger, Role, line);
        try
        {
            _output?.Invoke(line);
        }
        catch (Exception error)
        {
            // Somebody else's code; when nobody reads the pipe any more, the child stops at its next print.
            Log.OutputFailed(_logger, Role, error);
        }
    }
}
