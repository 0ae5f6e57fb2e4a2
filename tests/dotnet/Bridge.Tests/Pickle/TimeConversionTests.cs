using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

/// <summary>Dates and times as the .NET types that are asked for, and how they compare.</summary>
public class TimeConversionTests
{
    [Fact]
    public void Datetime_converts_to_what_is_asked_for()
    {
        var clock = new DateTime(2020, 10, 25, 2, 30, 0);
        var berlin = new PythonZoneInfo("Europe/Berlin");
        Assert.Equal(clock, StandardPickles.Convert<DateTime>(clock));
        Assert.Equal(clock, StandardPickles.Convert<DateTime?>(new PythonDateTime(clock, null, true)));
        Assert.Null(StandardPickles.Convert<DateTime?>(null));
        var utc = StandardPickles.Convert<DateTime>(new DateTimeOffset(clock, TimeSpan.FromHours(2)));
        Assert.Equal((clock.AddHours(-2), DateTimeKind.Utc), (utc, utc.Kind));
        Assert.Equal(clock.AddHours(-2), StandardPickles.Convert<DateTime>(new PythonDateTime(clock, berlin)));
        Assert.Equal(clock.AddHours(-1), StandardPickles.Convert<DateTime>(new PythonDateTime(clock, berlin, true)));
        Assert.Equal(
            TimeSpan.FromHours(1),
            StandardPickles.Convert<DateTimeOffset>(new PythonDateTime(clock, berlin, true)).Offset);
        Assert.Equal(new PythonDateTime(clock), StandardPickles.Convert<PythonDateTime>(clock));
        Assert.Equal(new PythonTime(new TimeOnly(5, 0)), StandardPickles.Convert<PythonTime>(new TimeOnly(5, 0)));
        Assert.Equal(
            new TimeOnly(5, 0), StandardPickles.Convert<TimeOnly>(new PythonTime(new TimeOnly(5, 0), null, true)));
    }

    [Fact]
    public void Time_that_no_clock_showed_takes_the_offset_from_before_or_after_the_gap()
    {
        var clock = new DateTime(2020, 3, 29, 2, 30, 0);
        var berlin = new PythonZoneInfo("Europe/Berlin");

        Assert.Equal(
            TimeSpan.FromHours(1), StandardPickles.Convert<DateTimeOffset>(new PythonDateTime(clock, berlin)).Offset);
        Assert.Equal(
            TimeSpan.FromHours(2),
            StandardPickles.Convert<DateTimeOffset>(new PythonDateTime(clock, berlin, true)).Offset);
    }

    [Fact]
    public void Datetime_of_unknown_offset_is_no_DateTimeOffset()
    {
        const string Message = "The value is a Python datetime.datetime; System.DateTimeOffset was asked for.";
        StandardPickles.AssertMismatch<DateTimeOffset>(new DateTime(2020, 1, 2), Message);
        StandardPickles.AssertMismatch<DateTimeOffset>(
            new PythonDateTime(new DateTime(2020, 1, 2), new PythonZoneInfo("../Europe/Berlin")), Message);
        StandardPickles.AssertMismatch<DateTimeOffset>(
            new PythonDateTime(new DateTime(2020, 1, 2), new PythonTimeZone(TimeSpan.FromHours(20))), Message);
        StandardPickles.AssertMismatch<DateTime>(
            new PythonDateTime(new DateTime(2020, 1, 2), new PythonObject(new PythonGlobal("m", "tz"), [])),
            "The value is a Python datetime.datetime; System.DateTime was asked for.");
        StandardPickles.AssertMismatch<DateOnly>(
            new DateTime(2020, 1, 2), "The value is a Python datetime.datetime; System.DateOnly was asked for.");
    }

    [Fact]
    public void Serialize_of_a_DateTime_writes_the_time_zone_of_its_kind()
    {
        var clock = new DateTime(2020, 1, 2, 3, 4, 5);
        var local = DateTime.SpecifyKind(clock, DateTimeKind.Local);

        Assert.Equal(clock, StandardPickles.Convert<object>(clock));
        Assert.Equal(
            new DateTimeOffset(clock, TimeSpan.Zero),
            StandardPickles.Convert<object>(DateTime.SpecifyKind(clock, DateTimeKind.Utc)));
        Assert.Equal(new DateTimeOffset(local), StandardPickles.Convert<object>(local));
    }

    [Fact]
    public void TimeZoneInfo_is_a_zone_of_the_database_or_utc()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(new PythonZoneInfo("Europe/Berlin"), StandardPickles.Convert<object>(berlin));
        Assert.Same(PythonTimeZone.Utc, StandardPickles.Convert<object>(TimeZoneInfo.Utc));
        Assert.Equal(berlin, StandardPickles.Convert<TimeZoneInfo>(berlin));
        Assert.Equal(TimeZoneInfo.Utc, StandardPickles.Convert<TimeZoneInfo>(PythonTimeZone.Utc));
        Assert.Equal(
            TimeSpan.FromHours(3),
            StandardPickles.Convert<TimeZoneInfo>(new PythonTimeZone(TimeSpan.FromHours(3), "X")).BaseUtcOffset);
        StandardPickles.AssertMismatch<TimeZoneInfo>(
            new PythonZoneInfo("No/Where"),
            "The value is a Python zoneinfo.ZoneInfo that this system has no equivalent for: "
            + "zoneinfo.ZoneInfo(key='No/Where').");
    }

    [Fact]
    public void Equality_is_that_of_Python()
    {
        var clock = new DateTime(2020, 1, 2, 3, 0, 0);
        AssertEqual(clock, new PythonDateTime(clock, null, fold: true), true);
        AssertEqual(new DateTimeOffset(clock, default), new PythonDateTime(clock.AddHours(1), Hours(1, "X")), true);
        AssertEqual(new DateTimeOffset(clock, default), new PythonDateTime(clock, Hours(1, "X")), false);
        AssertEqual(clock, new PythonDateTime(clock, Hours(0, "X")), false);
        AssertEqual(
            new PythonDateTime(clock.AddHours(5), Hours(5, null)), new PythonDateTime(clock, Hours(0, "Y")), true);
        AssertEqual(new TimeOnly(3, 0), new PythonTime(new TimeOnly(3, 0), null, fold: true), true);
        AssertEqual(new PythonTime(new TimeOnly(3, 0), Hours(3, null)), new PythonTime(default, Hours(0, null)), true);
        AssertEqual(Hours(1, "X"), Hours(1, null), true);
        AssertEqual(
            new PythonDateTime(clock, new PythonZoneInfo("Europe/Berlin")),
            new PythonDateTime(clock, new PythonZoneInfo("Europe/Paris")),
            false);
    }

    [Fact]
    public void ToString_is_the_repr_of_Python()
    {
        Assert.Equal(
            "datetime.datetime(2020, 1, 2, 3, 0, 0, 5, fold=1, "
            + "tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'X'))",
            new PythonDateTime(new DateTime(2020, 1, 2, 3, 0, 0).AddMicroseconds(5), Hours(1, "X"), true).ToString());
        Assert.Equal(
            "(datetime.datetime(2020, 1, 2, 0, 0, tzinfo=datetime.timezone.utc), datetime.date(2020, 1, 2), "
            + "datetime.time(3, 4), datetime.timedelta(days=-1, seconds=86399, microseconds=999999))",
            new PythonTuple(
                new DateTimeOffset(2020, 1, 2, 0, 0, 0, default), new DateOnly(2020, 1, 2), new TimeOnly(3, 4),
                TimeSpan.FromMicroseconds(-1)).ToString());
    }

    private static PythonTimeZone Hours(int hours, string? name) => new(TimeSpan.FromHours(hours), name);

    private static void AssertEqual(object x, object y, bool isEqual)
    {
        var comparer = PythonEqualityComparer.Instance;
        Assert.Equal(isEqual, comparer.Equals(x, y));
        Assert.Equal(isEqual, comparer.Equals(y, x));
        Assert.True(!isEqual || comparer.GetHashCode(x) == comparer.GetHashCode(y));
    }
}
