namespace Bridge.Manager;

/// <summary>Timeouts as Python takes them.</summary>
internal static class ServerTimeout
{
    // threading.TIMEOUT_MAX is 4294967 s on Windows; more is an OverflowError.
    private const double LongestSeconds = 4_000_000;

    /// <summary>The argument list for a method whose only argument is an optional timeout.</summary>
    public static object?[] ToArguments(TimeSpan? timeout) =>
        timeout is { } limit ? [Math.Min(limit.TotalSeconds, LongestSeconds)] : [];
}
