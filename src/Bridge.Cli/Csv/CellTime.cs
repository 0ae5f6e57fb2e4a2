using System.Globalization;
using Bridge.Pickle;

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

    /// <summary>With the offset where it is known; otherwise how it would be made.</summary>
    public static string Format(PythonDateTime time) =>
        time.TimeZone is null ? Format(time.Clock)
        : time.TryToDateTimeOffset(out var instant) ? Format(instant)
        : time.ToString();

    /// <summary><c>12:30:00</c>; with a time zone how it would be made.</summary>
    public static string Format(PythonTime time) => time.TimeZone is null ? Format(time.Clock) : time.ToString();

    /// <summary>As Python's <c>str(timedelta)</c>: <c>1 day, 2:03:04.000005</c></summary>
    public static string Format(TimeSpan span)
    {
        var days = (int)Math.Floor(span.TotalDays);
        var rest = span - TimeSpan.FromDays(days);
        var text = rest.ToString(
            rest.Ticks % TimeSpan.TicksPerSecond == 0 ? @"h\:mm\:ss" : @"h\:mm\:ss\.ffffff", CultureInfo.InvariantCulture);
        return days == 0 ? text
            : string.Create(CultureInfo.InvariantCulture, $"{days} {(Math.Abs(days) == 1 ? "day" : "days")}, {text}");
    }

    private static string Clock(long ticks) =>
        ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.ffffff";
}
