using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Bridge.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Bridge.Hosting;

/// <summary>A child process that gets a line of configuration and says when it is ready: a manager or a worker.</summary>
/// <remarks>
/// Its configuration, the authkey included, goes by standard input, which then stays open for as long as we live: the
/// child ends when it closes, so it ends with us however we end. Its first line on standard output is its report; the
/// rest is relayed.
/// </remarks>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptErrorLines = 40;

    private readonly Process _process;
    private readonly ChildStart _start;
    private readonly ILogger _logger;
    private readonly Queue<string> _errorLines = new();
    private readonly Task _relayingErrors;
    private Task _relayingOutput = Task.CompletedTask;
    private int _disposed;

    private ChildProcess(Process process, ChildStart start, ILogger logger)
    {
        _process = process;
        Id = process.Id; // not to be asked once it is disposed
        _start = start;
        _logger = logger;
        Exited = WaitAsync();
        _relayingErrors = RelayErrorsAsync();
    }

    /// <summary>What the process is for, in messages: <c>manager</c>, <c>worker 3</c>.</summary>
    public string Role => _start.Role;

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
    /// <exception cref="ChildProcessException">It could not start, or reported why it cannot do its work.</exception>
    public static async Task<(ChildProcess Process, ChildReport Report)> StartAsync(
        ChildStart start, ILogger logger, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(start.Command.Program, start.Command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = start.WorkingDirectory ?? "",
        };
        start.Command.Prepare(info);

        Process process;
        try
        {
            process = Process.Start(info)!;
        }
        catch (Win32Exception error)
        {
            throw start.Command.Failure(
                $"{SubjectOf(start.Role)} did not start: {start.Command.Program} cannot be run ({error.Message}).", "", error);
        }

        var child = new ChildProcess(process, start, logger);
        try
        {
            return (child, await child.ConfigureAsync(cancellationToken).ConfigureAwait(false));
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

    private async Task<ChildReport> ConfigureAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_start.Timeout);
        var report = (Line: (string?)null, Read: (ChildReport?)null);
        try
        {
            await _process.StandardInput.WriteAsync((_start.Configuration + "\n").AsMemory(), deadline.Token)
                .ConfigureAwait(false);
            await _process.StandardInput.FlushAsync(deadline.Token).ConfigureAwait(false);
            report = await ReadReportAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            Log.ChildPipeBroke(_logger, Role, error.Message); // it ended already; told below
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw _start.Command.Failure(
                $"{Subject} was not ready within {_start.Timeout.TotalSeconds:0.#} s"
                + $"{LastErrorLine()}; raise the start timeout if its start takes that long.", StandardError);
        }

        if (report.Line is null)
        {
            var code = await Exited.WaitAsync(deadline.Token).ConfigureAwait(false);
            await Task.WhenAny(_relayingErrors, Task.Delay(500, deadline.Token)).ConfigureAwait(false);
            throw _start.Command.Failure(
                $"{Subject} ended before it was ready ({DescribeExit(code)}){LastErrorLine()}; {_start.Command.Hint}.",
                StandardError,
                endedSilently: true);
        }

        _relayingOutput = RelayOutputAsync();
        if (report.Read is null)
        {
            throw _start.Command.Failure($"{Subject} printed something else than its report: {report.Line}", StandardError);
        }

        return report.Read.Error is not { } failure
            ? report.Read
            : throw _start.Command.Failure(failure.Message, failure.Traceback.Length > 0 ? failure.Traceback : StandardError);
    }

    // The first line; or, from a program that may print before it, the first one that is a report.
    private async Task<(string? Line, ChildReport? Report)> ReadReportAsync(CancellationToken deadline)
    {
        while (await _process.StandardOutput.ReadLineAsync(deadline).ConfigureAwait(false) is { } line)
        {
            var report = ChildReport.Parse(line);
            if (report is not null || !_start.Command.MayPrintFirst)
            {
                return (line, report);
            }

            Relay(line);
        }

        return default;
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
            _start.Output?.Invoke(line);
        }
        catch (Exception error)
        {
            // Somebody else's code; when nobody reads the pipe any more, the child stops at its next print.
            Log.OutputFailed(_logger, Role, error);
        }
    }
}
