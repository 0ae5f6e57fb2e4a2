using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>Python's print and logging, on their way to .NET's log.</summary>
/// <remarks>Logged on a thread of the pool: a logger that waits must not hold the GIL.</remarks>
internal sealed class PythonOutput : IAsyncDisposable
{
    private readonly Channel<(string Logger, int Level, string Text)> _lines =
        Channel.CreateUnbounded<(string, int, string)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);
    private readonly ILoggerFactory _factory;
    private readonly Task _writing;

    private PythonOutput(ILoggerFactory factory)
    {
        _factory = factory;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Takes over stdout, stderr and logging. Needs the GIL.</summary>
    public static PythonOutput Start(PyObject module, ILoggerFactory factory)
    {
        var output = new PythonOutput(factory);
        using var sink = new Action<string, int, string>(
            (logger, level, text) => output._lines.Writer.TryWrite((logger, level, text))).ToPython();
        module.InvokeMethod("capture", sink).Dispose();
        return output;
    }

    /// <summary>Waits until all is logged.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    // The levels of Python's logging module.
    private static LogLevel LevelOf(int level) => level switch
    {
        >= 50 => LogLevel.Critical,
        >= 40 => LogLevel.Error,
        >= 30 => LogLevel.Warning,
        >= 20 => LogLevel.Information,
        >= 10 => LogLevel.Debug,
        _ => LogLevel.Trace,
    };

    private async Task WriteAsync()
    {
        await foreach (var (name, level, text) in _lines.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                var logger = _loggers.GetOrAdd(name, static (key, factory) => factory.CreateLogger("Python." + key), _factory);
                var logLevel = LevelOf(level);
                Log.Python(logger, logLevel, text);
            }
            catch (Exception)
            {
                // A logger that throws loses this line, not all that follow.
            }
        }
    }
}
