using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bridge.Extensions.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class Lines : ILoggerProvider, ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(EventId Id, string Text)> _lines = new();

    /// <summary>How many lines hold a text.</summary>
    public int Count(string text) => _lines.Count(line => line.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>How many lines have an id.</summary>
    public int Count(int id) => _lines.Count(line => line.Id.Id == id);

    /// <summary>All that was logged.</summary>
    public override string ToString() => string.Join('\n', _lines.Select(line => $"{line.Id.Id} {line.Text}"));

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId, formatter(state, exception)));

    public void Dispose()
    {
    }
}
