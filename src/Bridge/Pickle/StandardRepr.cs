using System.Globalization;
using System.Text;

namespace Bridge.Pickle;

/// <summary>Python's <c>repr</c> of dates, times and what else is short.</summary>
internal static class StandardRepr
{
    /// <summary>The text; null for any other type, and for times with a time zone of their own.</summary>
    internal static string? Of(object value) => value switch
    {
        decimal number => $"Decimal('{DecimalParts.Of(number).ToPythonText()}')",
        DateTime time => $"{Open(time, false)})",
        DateTimeOffset time => $"{Open(time.DateTime, false)}, tzinfo={Of(PythonTimeZone.Of(time.Offset))})",
        PythonDateTime { TimeZone: null } time => $"{Open(time.Clock, time.Fold)})",
        DateOnly date => Invariant($"datetime.date({date.Year}, {date.Month}, {date.Day})"),
        TimeOnly time => $"{Open(time, false)})",
        PythonTime { TimeZone: null } time => $"{Open(time.Clock, time.Fold)})",
        TimeSpan span => OfSpan(span),
        PythonTimeZone { Name: not null } => null,
        PythonTimeZone { Offset.Ticks: 0 } => "datetime.timezone.utc",
        PythonTimeZone zone => $"datetime.timezone({OfSpan(zone.Offset)})",
        Guid guid => $"UUID('{guid}')",
        _ => null,
    };

    /// <summary>The beginning, up to the time zone.</summary>
    internal static string Open(PythonDateTime time) => $"{Open(time.Clock, time.Fold)}, ";

    /// <summary>The beginning, up to the time zone.</summary>
    internal static string Open(PythonTime time) => $"{Open(time.Clock, time.Fold)}, ";

    private static string Open(DateTime time, bool fold) => Invariant(
        $"datetime.datetime({time.Year}, {time.Month}, {time.Day}, {Clock(TimeOnly.FromDateTime(time), fold)}");

    private static string Open(TimeOnly time, bool fold) => $"datetime.time({Clock(time, fold)}";

    private static string Clock(TimeOnly time, bool fold)
    {
        var text = new StringBuilder(Invariant($"{time.Hour}, {time.Minute}"));
        var microseconds = MicrosecondsOf(time.Ticks);
        if (time.Second != 0 || microseconds != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {time.Second}");
        }

        if (microseconds != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {microseconds}");
        }

        return text.Append(fold ? ", fold=1" : "").ToString();
    }

    private static string OfSpan(TimeSpan span)
    {
        var (days, rest) = (Math.DivRem(span.Ticks, TimeSpan.TicksPerDay));
        (days, rest) = rest < 0 ? (days - 1, rest + TimeSpan.TicksPerDay) : (days, rest);
        var (seconds, microseconds) = (rest / TimeSpan.TicksPerSecond, MicrosecondsOf(rest));
        string[] parts =
        [
            .. days != 0 ? [Invariant($"days={days}")] : Array.Empty<string>(),
            .. seconds != 0 ? [Invariant($"seconds={seconds}")] : Array.Empty<string>(),
            .. microseconds != 0 ? [Invariant($"microseconds={microseconds}")] : Array.Empty<string>(),
        ];
        return $"datetime.timedelta({(parts.Length == 0 ? "0" : string.Join(", ", parts))})";
    }

    private static long MicrosecondsOf(long ticks) => ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
