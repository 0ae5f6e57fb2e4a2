using Microsoft.Extensions.Logging;

namespace Bridge.Testing;

/// <summary>Writes what Bridge logs into a transcript, and to the user's own factory.</summary>
internal sealed class TranscriptLoggerFactory(Transcript transcript, LogLevel level, ILoggerFactory others) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) =>
        new Logger(transcript, level, categoryName[(categoryName.LastIndexOf('.') + 1)..], others.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => others.AddProvider(provider);

    public void Dispose()
    {
        // The user's factory is his.
    }

    private sealed class Logger(Transcript transcript, LogLevel level, string category, ILogger other) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => other.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= level || other.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= level)
            {
                var error = exception is null ? "" : " " + exception;
                transcript.AddDotNet($"{logLevel} {category}: {formatter(state, exception)}{error}");
            }

            other.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
