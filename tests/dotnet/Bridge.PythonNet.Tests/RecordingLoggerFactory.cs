using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bridge.PythonNet.Tests;

/// <summary>Keeps what is logged: category, level and text.</summary>
internal sealed class RecordingLoggerFactory : ILoggerFactory
{
    /// <summary>A text that it throws at.</summary>
    public const string Refused = "a line that no logger takes";

    public ConcurrentQueue<(string Category, LogLevel Level, string Text)> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Logger(RecordingLoggerFactory factory, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            if (text == Refused)
            {
                throw new InvalidOperationException("The disk is full.");
            }

            factory.Entries.Enqueue((category, logLevel, text));
        }
    }
}
