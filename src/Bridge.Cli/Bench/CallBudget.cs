using System.Diagnostics;

namespace Bridge.Cli.Bench;

/// <summary>How many calls the tasks of one measurement may still make: for a time, or a number of them.</summary>
internal sealed class CallBudget
{
    private readonly long _end;
    private readonly long _most;
    private long _taken;

    private CallBudget(long end, long most)
    {
        _end = end;
        _most = most;
    }

    /// <summary>Calls for this long.</summary>
    public static CallBudget For(TimeSpan duration) =>
        new(Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency), long.MaxValue);

    /// <summary>So many calls.</summary>
    public static CallBudget Of(long calls) => new(long.MaxValue, calls);

    /// <summary>Whether to make one more. Costs some tens of nanoseconds and allocates nothing.</summary>
    public bool TryTake(out long number)
    {
        number = Interlocked.Increment(ref _taken);
        return number <= _most && (_end == long.MaxValue || Stopwatch.GetTimestamp() < _end);
    }

    /// <summary>Runs a loop in so many tasks until the budget is used up.</summary>
    /// <param name="tasks">How many at once.</param>
    /// <param name="loop">Calls as long as it may, and returns how often it did; the argument is the number of the task.</param>
    /// <returns>Calls per second.</returns>
    public static async Task<double> RateAsync(int tasks, Func<int, Task<long>> loop)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = new Task<long>[tasks];
        for (var i = 0; i < tasks; i++)
        {
            var number = i;
            counts[i] = Task.Run(() => loop(number));
        }

        var done = (await Task.WhenAll(counts)).Sum();
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
