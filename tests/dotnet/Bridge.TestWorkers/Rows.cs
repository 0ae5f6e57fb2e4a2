using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Bridge.TestWorkers;

/// <summary>Functions over rows, as users write them.</summary>
public static class Rows
{
    /// <summary>Marks the file whose existence says that <see cref="Kill"/> was done once; from the environment.</summary>
    public const string MarkVariable = "BRIDGE_TEST_KILL_MARK";

    public static int Double(int row) => checked(row * 2);

    public static Dictionary<string, object> Price(Dictionary<string, string> row) => new()
    {
        ["item"] = row["item"],
        ["gross"] = Math.Round(double.Parse(row["net"], CultureInfo.InvariantCulture) * 1.19, 2),
    };

    /// <summary>A row of a table as a record: text becomes numbers.</summary>
    public static GrossRow PriceRecord(PriceRow row) => new(row.Item, Math.Round(row.Net * 1.19m, 2));

    public static int Fail(int row) =>
        row % 10 == 3 ? throw new ArgumentOutOfRangeException(nameof(row), row, "no threes") : row;

    /// <summary>Kills its own process on row 777, and on row 1777: once each if there is a folder for marks, else always.</summary>
    public static int Kill(int row)
    {
        if (row % 1000 == 777 && row < 2000 && IsFirst(row))
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
            Thread.Sleep(Timeout.Infinite);
        }

        return row;
    }

    public static IEnumerable<int> Countdown(int row)
    {
        for (var i = row; i > 0; i--)
        {
            yield return i;
        }
    }

    public static IEnumerable<int> BreaksHalfWay(int row)
    {
        yield return row;
        throw new InvalidOperationException("half-way");
    }

    public static async IAsyncEnumerable<string> Letters(string row, [EnumeratorCancellation] CancellationToken stopping)
    {
        foreach (var letter in row)
        {
            await Task.Yield();
            stopping.ThrowIfCancellationRequested();
            yield return letter.ToString();
        }
    }

    public static async Task<int> Awaited(int row, CancellationToken stopping)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1), stopping);
        return row + 1;
    }

    public static async ValueTask<int> Quickly(int row)
    {
        await Task.Yield();
        return row + 2;
    }

    public static List<int> AsList(int row) => [row, row];

    public static void Nothing(int row) => Console.WriteLine($"row {row}");

    public static int ProcessId(int row) => row < 0 ? 0 : Environment.ProcessId;

    public static async Task<int> Slow(int row, CancellationToken stopping)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(2), stopping);
        return row;
    }

    /// <summary>Ends only when its token is canceled.</summary>
    public static async Task<int> Forever(int row, CancellationToken stopping)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
        return row;
    }

    /// <summary>Does not end, and neither does what it does when its token is canceled.</summary>
    public static int Blocks(int row, CancellationToken stopping)
    {
        using var callback = stopping.Register(() => Thread.Sleep(Timeout.Infinite));
        Console.WriteLine($"row {row}");
        Thread.Sleep(Timeout.Infinite);
        return row;
    }

    /// <summary>The trace that the rows belong to.</summary>
    public static string Trace(int row) => $"{row} {Activity.Current?.TraceId}";

    public static object Unpicklable(int row) => row == 1 ? new Thread(() => { }) : row;

    public static int Overloaded(int row) => row;

    public static int Overloaded(string row) => row.Length;

    public static int TooMany(int row, int other) => row + other;

    public static T Generic<T>(T row) => row;

    public static int WithoutRow() => 0;

    private static bool IsFirst(int row)
    {
        if (Environment.GetEnvironmentVariable(MarkVariable) is not { Length: > 0 } folder)
        {
            return true;
        }

        try
        {
            using var mark = new FileStream(Path.Combine(folder, $"killed-{row}"), FileMode.CreateNew);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
