using Bridge.Proxies;

namespace Bridge.TestWorkers;

/// <summary>Functions for a Python program that has them in its own process.</summary>
public static class InPython
{
    private static readonly Barrier Two = new(2);
    private static int _running;

    public static object? Same(object? row) => row;

    public static byte[] Reversed(byte[] row)
    {
        Array.Reverse(row);
        return row;
    }

    /// <summary>The length; for null, what .NET makes of a broken memory access.</summary>
    public static int Length(string? row) => row!.Length;

    /// <summary>How many calls run while this one does.</summary>
    public static int Overlap(int milliseconds)
    {
        var running = Interlocked.Increment(ref _running);
        Thread.Sleep(milliseconds);
        Interlocked.Decrement(ref _running);
        return running;
    }

    /// <summary>Whether another call runs at the same time.</summary>
    public static bool Meet(int row) => row > 0 && Two.SignalAndWait(TimeSpan.FromSeconds(20));

    public static async Task<int> Append(ListProxy<int> list)
    {
        await using (list)
        {
            await list.AppendAsync(7);
            return await list.GetCountAsync();
        }
    }

    public static Dictionary<string, ListProxy<int>> Wrap(ListProxy<int> list) => new() { ["list"] = list };

    public static async Task<int> Sum(Dictionary<string, ListProxy<int>> lists)
    {
        var sum = 0;
        foreach (var list in lists.Values)
        {
            await using (list)
            {
                sum += (await list.GetSnapshotAsync()).Sum();
            }
        }

        return sum;
    }

    /// <summary>What nobody holds any more is given back.</summary>
    public static int Collect(int row)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return row;
    }

    public static object Throw(int row) => throw new AggregateException(
        "outer", new InvalidDataException($"inner {row}", new FormatException("innermost")));
}
