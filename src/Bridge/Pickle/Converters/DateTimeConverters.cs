namespace Bridge.Pickle.Converters;

/// <summary>
/// Python's <c>datetime.datetime</c>: naive as it is, aware in UTC. Written with a time zone unless the kind is
/// unspecified.
/// </summary>
internal sealed class DateTimeConverter : ReducedConverter<DateTime>
{
    internal override DateTime Read(object? value, ReadContext context) => value switch
    {
        DateTime time => time,
        DateTimeOffset time => time.UtcDateTime,
        PythonDateTime { TimeZone: null } time => time.Clock,
        PythonDateTime time when ZoneOffsets.TryGetOffset(time, out var offset) =>
            ZoneOffsets.IsInRange(time.Clock, offset)
                ? DateTime.SpecifyKind(time.Clock - offset, DateTimeKind.Utc)
                : throw ReadContext.Mismatch<DateTime>(value),
        _ => throw ReadContext.Mismatch<DateTime>(value),
    };

    private protected override void WriteReduced(PickleWriter writer, DateTime value, object? identity)
    {
        var zone = value.Kind switch
        {
            DateTimeKind.Utc => PythonTimeZone.Utc,
            DateTimeKind.Local => PythonTimeZone.Of(TimeZoneInfo.Local.GetUtcOffset(value)),
            _ => null,
        };
        TimeWriting.Write(writer, value, zone, fold: false, identity);
    }
}

/// <summary>An aware <c>datetime.datetime</c> whose offset is known; one without is of unknown offset.</summary>
internal sealed class DateTimeOffsetConverter : ReducedConverter<DateTimeOffset>
{
    internal override DateTimeOffset Read(object? value, ReadContext context) => value switch
    {
        DateTimeOffset time => time,
        PythonDateTime { TimeZone: not null } time when ZoneOffsets.TryGetOffset(time, out var offset)
            && ZoneOffsets.IsUsual(offset) && ZoneOffsets.IsInRange(time.Clock, offset) =>
            new DateTimeOffset(time.Clock, offset),
        _ => throw ReadContext.Mismatch<DateTimeOffset>(value),
    };

    private protected override void WriteReduced(PickleWriter writer, DateTimeOffset value, object? identity) =>
        TimeWriting.Write(writer, value.DateTime, PythonTimeZone.Of(value.Offset), fold: false, identity);
}

/// <summary>Any <c>datetime.datetime</c>.</summary>
internal sealed class PythonDateTimeConverter : ReducedConverter<PythonDateTime>
{
    internal override PythonDateTime Read(object? value, ReadContext context) => value switch
    {
        null => null!,
        PythonDateTime time => time,
        DateTime time => new PythonDateTime(time),
        DateTimeOffset time => new PythonDateTime(time.DateTime, PythonTimeZone.Of(time.Offset)),
        _ => throw ReadContext.Mismatch<PythonDateTime>(value),
    };

    private protected override void WriteReduced(PickleWriter writer, PythonDateTime value, object? identity) =>
        TimeWriting.Write(writer, value.Clock, value.TimeZone, value.Fold, identity);
}
