using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Bridge.Pickle;

/// <summary>What .NET knows about the time zones of Python.</summary>
internal static class ZoneOffsets
{
    private const string KeyCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";

    private static readonly SearchValues<char> OfKeys = SearchValues.Create(KeyCharacters);
    private static readonly TimeSpan MostOfDateTimeOffset = TimeSpan.FromHours(14);

    /// <summary>The time zone; false when the system has none of the name, or its offset is too odd.</summary>
    internal static bool TryGetZone(object? timeZone, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = timeZone switch
        {
            TimeZoneInfo known => known,
            PythonTimeZone { Offset.Ticks: 0, Name: null } => TimeZoneInfo.Utc,
            PythonTimeZone { Offset: var offset } fix when IsUsual(offset) => Fixed(offset, fix.Name),
            // The name is part of a file name on some systems.
            PythonZoneInfo { Key: { Length: > 0 } key } when key[0] != '/' && !key.AsSpan().ContainsAnyExcept(OfKeys) =>
                TimeZoneInfo.TryFindSystemTimeZoneById(key, out var found) ? found : null,
            _ => null,
        };
        return zone is not null;
    }

    /// <summary>The offset from UTC at a time; false when it is unknown.</summary>
    internal static bool TryGetOffset(PythonDateTime time, out TimeSpan offset)
    {
        if (time.TimeZone is PythonTimeZone known)
        {
            offset = known.Offset;
            return true;
        }

        var isKnown = TryGetZone(time.TimeZone, out var zone);
        offset = isKnown ? OffsetAt(zone!, time.Clock, time.Fold) : default;
        return isKnown;
    }

    /// <summary>Whether <see cref="DateTimeOffset"/> takes an offset.</summary>
    internal static bool IsUsual(TimeSpan offset) =>
        offset.Ticks % TimeSpan.TicksPerMinute == 0 && offset.Duration() <= MostOfDateTimeOffset;

    /// <summary>Whether the time is in the range of .NET in UTC as well.</summary>
    internal static bool IsInRange(DateTime clock, TimeSpan offset) =>
        clock.Ticks - offset.Ticks >= 0 && clock.Ticks - offset.Ticks <= DateTime.MaxValue.Ticks;

    /// <summary>
    /// As PEP 495 has it: where the clock shows a time twice or never, fold chooses the offset from before or after.
    /// </summary>
    private static TimeSpan OffsetAt(TimeZoneInfo zone, DateTime clock, bool fold)
    {
        if (zone.IsAmbiguousTime(clock))
        {
            var offsets = zone.GetAmbiguousTimeOffsets(clock);
            return fold ? offsets.Min() : offsets.Max();
        }

        // No clock is put forward in the first or last days of the calendar.
        return zone.IsInvalidTime(clock) ? zone.GetUtcOffset(clock.AddDays(fold ? 1 : -1)) : zone.GetUtcOffset(clock);
    }

    private static TimeZoneInfo Fixed(TimeSpan offset, string? name)
    {
        name ??= $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}";
        return TimeZoneInfo.CreateCustomTimeZone(name.Length == 0 ? "UTC" : name, offset, name, name);
    }
}
