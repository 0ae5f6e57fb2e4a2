using System.Diagnostics;
using System.Text;

namespace Bridge.TestUtilities;

/// <summary>A Python program in a process of its own, killed with all that it started when it is disposed.</summary>
public sealed class PythonScript : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Task _readingErrors;

    private PythonScript(Process process)
    {
        _process = process;
        _readingErrors = ReadErrorsAsync();
    }

    public int ProcessId => _process.Id;

    /// <summary>Starts a program given as text.</summary>
    public static PythonScript Start(string python, string code, params string[] arguments)
    {
        var info = new ProcessStartInfo(python, ["-c", code, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        info.Environment["PYTHONUNBUFFERED"] = "1";
        info.Environment["PYTHONIOENCODING"] = "utf-8";
        info.Environment.Remove("PYTHONPATH"); // a stock Python, untouched
        return new PythonScript(Process.Start(info)!);
    }

    /// <summary>The next line that it prints.</summary>
    public async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line is null)
        {
            await _readingErrors.WaitAsync(cancellationToken);
        }

        return line ?? throw new InvalidOperationException($"The Python program ended: {_errors}");
    }

    /// <summary>Writes a line to its standard input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _errors.AppendLine(line);
        }
    }
}
