using System.Diagnostics;
using Bridge.Cli.Bench;

namespace Bridge.Benchmarks;

/// <summary>Times one call, in the way <c>codec.py</c> does.</summary>
internal static class CodecTimer
{
    private const int LeastRepetitions = 5;
    private static readonly TimeSpan Repetition = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Total = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// The median time over repetitions of 25 ms at least, which include the garbage collections they cause; and
    /// the bytes that one call allocates.
    /// </summary>
    public static (double Seconds, double Allocated) Measure(Action call)
    {
        GC.Collect(); // what the last measurement left behind is not this one's
        var count = 1;
        while (Time(call, count) < Repetition)
        {
            count *= 2;
        }

        var seconds = new List<double>();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Time(call, count);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var start = Stopwatch.GetTimestamp();
        while (seconds.Count < LeastRepetitions || Stopwatch.GetElapsedTime(start) < Total)
        {
            seconds.Add(Time(call, count).TotalSeconds / count);
        }

        return (Spread.Of(seconds).Median, (double)allocated / count);
    }

    /// <summary>Calls once, and again until a time is over.</summary>
    public static void Warm(Action call, TimeSpan atLeast)
    {
        var start = Stopwatch.GetTimestamp();
        do
        {
            call();
        }
        while (Stopwatch.GetElapsedTime(start) < atLeast);
    }

    private static TimeSpan Time(Action call, int count)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            call();
        }

        return Stopwatch.GetElapsedTime(start);
    }
}
