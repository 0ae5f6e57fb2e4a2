using Microsoft.Extensions.Logging;

namespace Bridge.PythonNet;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Warning, "A canceled call did not end within {Grace}; its Python thread is left behind.")]
    public static partial void CallLeftBehind(ILogger logger, TimeSpan grace);

    [LoggerMessage(3003, LogLevel.Warning,
        "Python's atexit functions did not run: a delegate holds the GIL, and has called Environment.Exit or does not end.")]
    public static partial void EndWithoutGil(ILogger logger);

    [LoggerMessage(EventId = 3002, Message = "{Text}")]
    public static partial void Python(ILogger logger, LogLevel level, string text);
}
