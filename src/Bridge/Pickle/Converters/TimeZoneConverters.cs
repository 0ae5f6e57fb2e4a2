namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>datetime.timezone</c>.</summary>
internal sealed class PythonTimeZoneConverter : ReducedConverter<PythonTimeZone>
{
    internal override PythonTimeZone Read(object? value, ReadContext context) => value switch
    {
        null => null!,
        PythonTimeZone zone => zone,
        _ => throw ReadContext.Mismatch<PythonTimeZone>(value),
    };

    private protected override void WriteReduced(PickleWriter writer, PythonTimeZone value, object? identity) =>
        TimeWriting.Write(writer, value.Offset, value.Name, identity);
}

/// <summary>Python's <c>zoneinfo.ZoneInfo</c>.</summary>
internal sealed class PythonZoneInfoConverter : ReducedConverter<PythonZoneInfo>
{
    internal override PythonZoneInfo Read(object? value, ReadContext context) => value switch
    {
        null => null!,
        PythonZoneInfo zone => zone,
        _ => throw ReadContext.Mismatch<PythonZoneInfo>(value),
    };

    private protected override void WriteReduced(PickleWriter writer, PythonZoneInfo value, object? identity) =>
        TimeWriting.WriteZoneInfo(writer, value.Key, value.IsCached, identity);
}

/// <summary>
/// A <c>zoneinfo.ZoneInfo</c> or <c>datetime.timezone</c>. UTC is written as <c>datetime.timezone.utc</c>, any other
/// one by its IANA name.
/// </summary>
internal sealed class TimeZoneInfoConverter : ReducedConverter<TimeZoneInfo>
{
    internal override TimeZoneInfo Read(object? value, ReadContext context) =>
        value is null ? null!
        : ZoneOffsets.TryGetZone(value, out var zone) ? zone
        : throw Unknown(value);

    private protected override void WriteReduced(PickleWriter writer, TimeZoneInfo value, object? identity)
    {
        if (value.Id == TimeZoneInfo.Utc.Id)
        {
            writer.WriteObject(PythonTimeZone.Utc);
        }
        else if (KeyOf(value) is { } key)
        {
            TimeWriting.WriteZoneInfo(writer, key, isCached: true, identity);
        }
        else if (!value.SupportsDaylightSavingTime)
        {
            TimeWriting.Write(writer, value.BaseUtcOffset, value.StandardName, identity);
        }
        else
        {
            throw new PicklingException(
                $"The time zone {value.Id} has no name in the IANA database, by which Python could find it.");
        }
    }

    private static string? KeyOf(TimeZoneInfo zone) =>
        zone.HasIanaId ? zone.Id : TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var key) ? key : null;

    private static InvalidCastException Unknown(object value) => value is PythonZoneInfo or PythonTimeZone
        ? new($"The value is a Python {PythonTypeName.Of(value)} that this system has no equivalent for: {value}.")
        : ReadContext.Mismatch<TimeZoneInfo>(value);
}
