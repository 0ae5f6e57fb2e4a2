using System.Numerics;
using Bridge.Pickle;

namespace Bridge.InteropTests.Pickle;

/// <summary>Dates, times, decimals, fractions, UUIDs, ranges and paths, against the pickle of each CPython.</summary>
public sealed class StandardTypesTests
{
    /// <summary>
    /// For each line with an expression, a pickle protocol and, maybe, a pickle: its own pickle of the value, or
    /// whether the given pickle is the same value. What it expects is what its own pickle comes back as.
    /// </summary>
    private const string Judge = """
        import datetime, decimal, fractions, pathlib, pickle, sys, uuid
        from datetime import date, datetime, time, timedelta, timezone
        from decimal import Decimal
        from fractions import Fraction
        try:
            from zoneinfo import ZoneInfo
            ZoneInfo("Europe/Berlin")
        except Exception:
            ZoneInfo = None

        def describe(value):
            zone = getattr(value, "tzinfo", None)
            safe = str(getattr(value, "is_safe", None))
            return (type(value), repr(value), type(zone), str(zone), getattr(value, "fold", None), safe)

        def judge(expected, actual):
            if describe(expected) != describe(actual):
                return "expected %r, not %r" % (describe(expected), describe(actual))
            zone = getattr(expected, "tzinfo", None)
            if zone is not None and (zone is timezone.utc or type(zone) is ZoneInfo) and zone is not actual.tzinfo:
                return "another instance of %r" % (zone,)
            # NaN equals nothing, a zone only itself.
            is_odd = isinstance(expected, Decimal) and expected.is_nan() or ZoneInfo and isinstance(expected, ZoneInfo)
            return "same" if is_odd or expected == actual else "%r is not equal" % (actual,)

        for line in sys.stdin:
            expression, protocol, answer = line.rstrip("\n").split("\t")
            if "ZoneInfo" in expression and ZoneInfo is None:
                print("no zones")
                continue
            value = eval(expression)
            pickled = pickle.dumps(value, int(protocol))
            if not answer:
                print(pickled.hex())
            else:
                print(judge(pickle.loads(pickled), pickle.loads(bytes.fromhex(answer))))
        """;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    private static readonly (string Expression, Type Natural)[] Expressions =
    [
        ("datetime(2020, 1, 2, 3, 4, 5, 6)", typeof(DateTime)),
        ("datetime.min", typeof(DateTime)),
        ("datetime.max", typeof(DateTime)),
        ("datetime(2020, 10, 25, 2, 30, tzinfo=timezone.utc)", typeof(DateTimeOffset)),
        ("datetime(2020, 1, 2, tzinfo=timezone(timedelta(minutes=-90)))", typeof(DateTimeOffset)),
        ("datetime(2020, 1, 2, tzinfo=timezone(timedelta(hours=1), 'CET'))", typeof(PythonDateTime)),
        ("datetime(2020, 1, 2, tzinfo=timezone(timedelta(hours=-23)))", typeof(PythonDateTime)),
        ("datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1)))", typeof(PythonDateTime)),
        ("datetime(2020, 7, 2, tzinfo=ZoneInfo('Europe/Berlin'))", typeof(PythonDateTime)),
        ("datetime(2020, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo('Europe/Berlin'))", typeof(PythonDateTime)),
        ("date(2020, 2, 29)", typeof(DateOnly)),
        ("time(3, 4, 5, 6)", typeof(TimeOnly)),
        ("time(3, tzinfo=timezone.utc)", typeof(PythonTime)),
        ("timedelta(days=-1, microseconds=1)", typeof(TimeSpan)),
        ("timedelta.max", typeof(PythonObject)),
        ("timezone.utc", typeof(PythonTimeZone)),
        ("timezone(timedelta(hours=2), 'X')", typeof(PythonTimeZone)),
        ("ZoneInfo('Asia/Tokyo')", typeof(PythonZoneInfo)),
        ("Decimal('1.50')", typeof(decimal)),
        ("Decimal('1E-28')", typeof(decimal)),
        ("Decimal('-0')", typeof(PythonDecimal)),
        ("Decimal('1E+5')", typeof(PythonDecimal)),
        ("Decimal('NaN123')", typeof(PythonDecimal)),
        ("Decimal('-Infinity')", typeof(PythonDecimal)),
        ("Decimal(7) / Decimal(3)", typeof(decimal)),
        ("Decimal(10) ** -40 + 1", typeof(decimal)),
        ("Fraction(-7, 3)", typeof(PythonFraction)),
        ("Fraction(2 ** 100)", typeof(PythonFraction)),
        ("uuid.UUID('12345678-1234-5678-9abc-def012345678')", typeof(Guid)),
        ("range(10, -5, -3)", typeof(PythonRange)),
        ("range(2 ** 70)", typeof(PythonRange)),
        ("...", typeof(PythonGlobal)),
        ("NotImplemented", typeof(PythonGlobal)),
        ("type(None)", typeof(PythonObject)),
        ("type(...)", typeof(PythonObject)),
        ("dict.fromkeys", typeof(PythonGlobal)),
        ("pathlib.PurePosixPath('/a/b.txt')", typeof(PythonPath)),
        ("pathlib.PurePosixPath('//a//b/./c/')", typeof(PythonPath)),
        ("pathlib.PurePosixPath('a') / '..' / 'ü'", typeof(PythonPath)),
        ("pathlib.PurePosixPath()", typeof(PythonPath)),
        ("pathlib.PureWindowsPath('c:a') / 'b'", typeof(PythonPath)),
        ("pathlib.PureWindowsPath('c:/') / 'b/c'", typeof(PythonPath)),
        ("pathlib.PureWindowsPath('//srv/share') / 'b'", typeof(PythonPath)),
        ("pathlib.PureWindowsPath('//srv/share')", typeof(PythonPath)),
        ("pathlib.PureWindowsPath('c:/a', '/b', 'd:c')", typeof(PythonPath)),
        ("pathlib.Path('a') / 'b'", typeof(PythonPath)),
    ];

    private static readonly (object Value, string Expression)[] Values =
    [
        (new DateTime(2020, 1, 2, 3, 4, 5), "datetime(2020, 1, 2, 3, 4, 5)"),
        (new DateTime(2020, 1, 2, 0, 0, 0, DateTimeKind.Utc), "datetime(2020, 1, 2, tzinfo=timezone.utc)"),
        (new DateTimeOffset(2020, 1, 2, 0, 0, 0, TimeSpan.FromHours(2)),
            "datetime(2020, 1, 2, tzinfo=timezone(timedelta(hours=2)))"),
        (new DateOnly(1999, 12, 31), "date(1999, 12, 31)"),
        (new TimeOnly(23, 59, 59), "time(23, 59, 59)"),
        (TimeSpan.FromMilliseconds(-1.5), "timedelta(microseconds=-1500)"),
        (TimeZoneInfo.Utc, "timezone.utc"),
        (new PythonZoneInfo("America/New_York"), "ZoneInfo('America/New_York')"),
        (new PythonZoneInfo("Asia/Tokyo") { IsCached = false }, "ZoneInfo.no_cache('Asia/Tokyo')"),
        (0.00m, "Decimal('0.00')"),
        (decimal.MaxValue, "Decimal('79228162514264337593543950335')"),
        (new decimal(1, 0, 0, true, 28), "Decimal('-1E-28')"),
        (new PythonDecimal("sNaN"), "Decimal('sNaN')"),
        (new PythonFraction(10, 4), "Fraction(5, 2)"),
        (new PythonFraction(-1, BigInteger.Pow(10, 4000)), "Fraction(-1, 10 ** 4000)"),
        (new Guid("00000000-0000-0000-0000-0000000000ff"), "uuid.UUID(int=255)"),
        (new PythonRange(0, 5), "range(5)"),
        (PythonGlobal.Ellipsis, "..."),
        (new PythonPath(PythonPathKind.PurePath, "a/b"), "pathlib.PurePath('a/b')"),
        (new PythonPath(PythonPathKind.PureWindowsPath, @"c:\a"), "pathlib.PureWindowsPath('c:/a')"),
        (new PythonPath(PythonPathKind.Path, "a"), "pathlib.Path('a')"),
    ];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Values_of_Python_become_natural_values_and_come_back_the_same(TestPython python)
    {
        await using var judge = PythonScript.Start(python.Path, Judge);
        foreach (var (expression, natural) in Expressions)
        {
            for (var protocol = 2; protocol <= HighestProtocol(python); protocol++)
            {
                var pickle = await AskAsync(judge, expression, protocol, "");
                if (pickle == "no zones" && expression.Contains("ZoneInfo", StringComparison.Ordinal))
                {
                    continue;
                }

                var value = PickleSerializer.Deserialize(Convert.FromHexString(pickle))!;
                Assert.True(
                    value.GetType() == natural || (protocol < 4 && expression.Contains("fold", StringComparison.Ordinal)),
                    $"{expression}: {value.GetType()}");
                Assert.Equal("same", await AskAsync(judge, expression, protocol, Write(value, protocol)));
            }
        }
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Values_of_dotnet_become_those_of_Python(TestPython python)
    {
        await using var judge = PythonScript.Start(python.Path, Judge);
        foreach (var (value, expression) in Values)
        {
            for (var protocol = 2; protocol <= HighestProtocol(python); protocol++)
            {
                var answer = await AskAsync(judge, expression, protocol, Write(value, protocol));
                Assert.True(
                    answer == "same"
                    || (answer == "no zones" && expression.Contains("ZoneInfo", StringComparison.Ordinal)),
                    $"{expression}, pickle protocol {protocol}: {answer}");
            }
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Asia/Kolkata")]
    public async Task Offsets_of_a_zone_are_those_of_Python_also_where_clocks_change(string zone)
    {
        var python = TestPythons.Usable[^1];
        await using var judge = PythonScript.Start(python.Path, Judge);
        var expression =
            "[(t, t.utcoffset()) for hour in range(0, 366 * 48) for fold in (0, 1) "
            + "for t in [(datetime(2020, 1, 1) + timedelta(minutes=30 * hour)).replace("
            + $"fold=fold, tzinfo=ZoneInfo('{zone}'))]]";

        var pickle = await AskAsync(judge, expression, 4, "");
        Assert.SkipWhen(pickle == "no zones", $"{python} finds no time zones; install the package tzdata.");
        var times = PickleSerializer.Deserialize<List<(DateTimeOffset Time, TimeSpan Offset)>>(
            Convert.FromHexString(pickle));

        Assert.Equal(366 * 96, times.Count);
        Assert.All(times, pair => Assert.Equal(pair.Offset, pair.Time.Offset));
    }

    private static int HighestProtocol(TestPython python) => python.Version >= new Version(3, 8) ? 5 : 4;

    private static string Write(object value, int protocol) =>
        Convert.ToHexStringLower(PickleSerializer.Serialize(value, new PickleOptions { Protocol = protocol }));

    private static async Task<string> AskAsync(PythonScript judge, string expression, int protocol, string pickle)
    {
        await judge.WriteLineAsync($"{expression}\t{protocol}\t{pickle}");
        return await judge.ReadLineAsync(TestContext.Current.CancellationToken);
    }
}
