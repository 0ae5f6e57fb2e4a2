using System.Diagnostics;

namespace Bridge.TestUtilities;

/// <summary>Waits for something that another thread or process will do.</summary>
public static class Retry
{
    private static readonly TimeSpan SafetyNet = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns when the condition holds; after 20 seconds it names what did not come.</summary>
    public static Task UntilAsync(string what, Func<bool> condition) =>
        UntilAsync(what, () => Task.FromResult(condition()));

    /// <inheritdoc cref="UntilAsync(string, Func{bool})"/>
    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > SafetyNet)
            {
                throw new TimeoutException($"Waited {SafetyNet.TotalSeconds} s in vain until {what}.");
            }

            await Task.Delay(Pause);
        }
    }
}
