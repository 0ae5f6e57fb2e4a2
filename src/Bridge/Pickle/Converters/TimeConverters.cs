namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>datetime.date</c>.</summary>
internal sealed class DateOnlyConverter : ReducedConverter<DateOnly>
{
    internal override DateOnly Read(object? value, ReadContext context) =>
        value as DateOnly? ?? throw ReadContext.Mismatch<DateOnly>(value);

    private protected override void WriteReduced(PickleWriter writer, DateOnly value, object? identity) =>
        TimeWriting.Write(writer, value, identity);
}

/// <summary>A <c>datetime.time</c> without time zone.</summary>
internal sealed class TimeOnlyConverter : ReducedConverter<TimeOnly>
{
    internal override TimeOnly Read(object? value, ReadContext context) => value switch
    {
        TimeOnly time => time,
        PythonTime { TimeZone: null } time => time.Clock,
        _ => throw ReadContext.Mismatch<TimeOnly>(value),
    };

    private protected override void WriteReduced(PickleWriter writer, TimeOnly value, object? identity) =>
        TimeWriting.Write(writer, value, null, fold: false, identity);
}

/// <summary>Any <c>datetime.time</c>.</summary>
internal sealed class PythonTimeConverter : ReducedConverter<PythonTime>
{
    internal override PythonTime Read(object? value, ReadContext context) => value switch
    {
        null => null!,
        PythonTime time => time,
        TimeOnly time => new PythonTime(time),
        _ => throw ReadContext.Mismatch<PythonTime>(value),
    };

    private protected override void WriteReduced(PickleWriter writer, PythonTime value, object? identity) =>
        TimeWriting.Write(writer, value.Clock, value.TimeZone, value.Fold, identity);
}

/// <summary>Python's <c>datetime.timedelta</c>.</summary>
internal sealed class TimeSpanConverter : ReducedConverter<TimeSpan>
{
    internal override TimeSpan Read(object? value, ReadContext context) =>
        value as TimeSpan? ?? throw ReadContext.Mismatch<TimeSpan>(value);

    private protected override void WriteReduced(PickleWriter writer, TimeSpan value, object? identity) =>
        TimeWriting.Write(writer, value, identity);
}
