using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Cli.Output;

/// <summary>Hands the library's log out as plain lines.</summary>
internal sealed class VerboseLog : ILoggerFactory
{
    private readonly Action<string> _write;

    private VerboseLog(Action<string> write) => _write = write;

    /// <summary>The log of a command: lines when verbose, nothing otherwise.</summary>
    public static ILoggerFactory Create(bool isVerbose, Action<string> write) =>
        isVerbose ? new VerboseLog(write) : NullLoggerFactory.Instance;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, _write);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("This log has one destination, standard error.");

    /// <inheritdoc/>
    public void Dispose()
    {
        // Holds nothing of its own.
    }

    private sealed class LineLogger(string category, Action<string> write) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var detail = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
                write($"{logLevel}: {category}: {formatter(state, exception)}{detail}");
            }
        }
    }
}
