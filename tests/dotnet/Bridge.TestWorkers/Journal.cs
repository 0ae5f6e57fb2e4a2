using Microsoft.Extensions.Logging;

namespace Bridge.TestWorkers;

/// <summary>A function that brings along the package for logging, whose abstractions are the host's.</summary>
internal static class Journal
{
    private static readonly ILoggerFactory Factory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Warning));

    public static int Same(int row) => Factory.CreateLogger("rows").IsEnabled(LogLevel.Information) ? -1 : row;
}
