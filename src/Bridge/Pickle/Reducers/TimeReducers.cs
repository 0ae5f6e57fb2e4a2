namespace Bridge.Pickle.Reducers;

/// <summary>The module <c>datetime</c>, and <c>zoneinfo</c> (Lib/_pydatetime.py, Lib/zoneinfo).</summary>
internal static class TimeReducers
{
    internal static IReadOnlyList<KeyValuePair<PythonGlobal, Reducer>> All { get; } =
    [
        new(new("datetime", "datetime"), new DateTimeReducer()),
        new(new("datetime", "date"), new DateReducer()),
        new(new("datetime", "time"), new TimeReducer()),
        new(new("datetime", "timedelta"), new TimeDeltaReducer()),
        new(new("datetime", "timezone"), new TimeZoneReducer()),
        new(new("zoneinfo", "ZoneInfo._unpickle"), new ZoneInfoReducer()),
    ];

    /// <summary>
    /// The packed state, which Python 2 wrote as a str, and the time zone; false for any other arguments.
    /// </summary>
    private static bool TryGetState(in ReduceCall call, Span<byte> state, out object? timeZone)
    {
        var arguments = call.Arguments.Items;
        timeZone = arguments.Length == 2 ? arguments[1] : null;
        if (!call.IsCall || arguments.Length is not (1 or 2) || (arguments.Length == 2 && !IsTimeZone(timeZone)))
        {
            return false;
        }

        switch (arguments[0])
        {
            case byte[] bytes when bytes.Length == state.Length:
                bytes.CopyTo(state);
                return true;
            case string text when text.Length == state.Length
                && !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff'):
                System.Text.Encoding.Latin1.GetBytes(text, state);
                return true;
            default:
                return false;
        }
    }

    private static bool IsTimeZone(object? value) => value is not (
        null or ValueType or string or System.Collections.IEnumerable or PythonDateTime or PythonTime);

    private static bool TryGetDate(ReadOnlySpan<byte> state, out DateOnly date)
    {
        var (year, month, day) = ((state[0] << 8) | state[1], state[2] & 0x7f, state[3]);
        var isDate = year is >= 1 and <= 9999 && month is >= 1 and <= 12
            && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = isDate ? new DateOnly(year, month, day) : default;
        return isDate;
    }

    private static bool TryGetTime(ReadOnlySpan<byte> state, out TimeOnly time)
    {
        var (hour, minute, second) = (state[0] & 0x7f, state[1], state[2]);
        var microsecond = (state[3] << 16) | (state[4] << 8) | state[5];
        var isTime = hour < 24 && minute < 60 && second < 60 && microsecond < 1_000_000;
        time = isTime
            ? new TimeOnly(new TimeOnly(hour, minute, second).Ticks + (microsecond * TimeSpan.TicksPerMicrosecond))
            : default;
        return isTime;
    }

    private sealed class DateTimeReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            Span<byte> state = stackalloc byte[10];
            if (!TryGetState(call, state, out var timeZone)
                || !TryGetDate(state, out var date)
                || (state[4] & 0x80) != 0
                || !TryGetTime(state[4..], out var time))
            {
                return null;
            }

            var clock = date.ToDateTime(time);
            var fold = (state[2] & 0x80) != 0;
            return timeZone switch
            {
                null when !fold => (object)clock,
                PythonTimeZone { Name: null, Offset: var offset } when !fold && ZoneOffsets.IsUsual(offset)
                    && ZoneOffsets.IsInRange(clock, offset) => new DateTimeOffset(clock, offset),
                _ => new PythonDateTime(clock, timeZone, fold),
            };
        }
    }

    private sealed class DateReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            Span<byte> state = stackalloc byte[4];
            return TryGetState(call, state, out var timeZone) && timeZone is null
                && (state[2] & 0x80) == 0 && TryGetDate(state, out var date) ? date : null;
        }
    }

    private sealed class TimeReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            Span<byte> state = stackalloc byte[6];
            if (!TryGetState(call, state, out var timeZone) || !TryGetTime(state, out var clock))
            {
                return null;
            }

            var fold = (state[0] & 0x80) != 0;
            return fold || timeZone is not null ? new PythonTime(clock, timeZone, fold) : clock;
        }
    }

    private sealed class TimeDeltaReducer : Reducer
    {
        // The first and the last day of the range are cut somewhere in between.
        private const long MostDays = (long.MaxValue / TimeSpan.TicksPerDay) - 1;

        internal override object? Construct(in ReduceCall call) =>
            call.IsCall
            && call.Arguments.Items is
                [
                    long and >= -MostDays and <= MostDays and var days,
                    long and >= 0 and < 86_400 and var seconds,
                    long and >= 0 and < 1_000_000 and var microseconds,
                ]
                ? new TimeSpan((days * TimeSpan.TicksPerDay) + (seconds * TimeSpan.TicksPerSecond)
                    + (microseconds * TimeSpan.TicksPerMicrosecond))
                : null;
    }

    private sealed class TimeZoneReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call) => call.Arguments.Items switch
        {
            _ when !call.IsCall => null,
            [TimeSpan offset] when IsInRange(offset) => PythonTimeZone.Of(offset),
            [TimeSpan offset, string name] when IsInRange(offset) => new PythonTimeZone(offset, name),
            _ => null,
        };

        private static bool IsInRange(TimeSpan offset) =>
            offset < TimeSpan.FromDays(1) && offset > -TimeSpan.FromDays(1);
    }

    private sealed class ZoneInfoReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call) => call.Arguments.Items switch
        {
            [string key, 1L or true] when call.IsCall => new PythonZoneInfo(key),
            [string key, 0L or false] when call.IsCall => new PythonZoneInfo(key) { IsCached = false },
            _ => null,
        };
    }
}
