using System.Globalization;

namespace Bridge.Cli.Csv;

/// <summary>Dates and times as Python's <c>isoformat()</c> writes them.</summary>
/// <remarks>No fraction when it is zero, else six digits.</remarks>
internal static class CellTime
{
    private const string Day = "yyyy-MM-dd'T'";

    /// <summary><c>2024-05-01T12:30:00</c></summary>
    public static string Format(DateTime time) =>
        time.ToString(
            Day + Clock(time.Ticks) + (time.Kind == DateTimeKind.Utc ? "'+00:00'" : ""), CultureInfo.InvariantCulture);

    /// <summary><c>2024-05-01T12:30:00+02:00</c></summary>
    public static string Format(DateTimeOffset time) =>
        time.ToString(Day + Clock(time.Ticks) + "zzz", CultureInfo.InvariantCulture);

    /// <summary><c>12:30:00</c></summary>
    public static string Format(TimeOnly time) => time.ToString(Clock(time.Ticks), CultureInfo.InvariantCulture);

    private static string Clock(long ticks) =>
        ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.ffffff";
}
