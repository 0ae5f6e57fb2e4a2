using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

/// <summary>The pickles are what CPython 3.14 writes, unless a test says otherwise.</summary>
public class TimePickleTests
{
    /// <summary>A value, and its pickles in protocols 2, 3 and 4.</summary>
    public static TheoryData<object, string, string, string> Values => new()
    {
        {
            new DateTime(2020, 1, 2, 3, 4, 5).AddMicroseconds(6),
            "8002636461746574696d650a6461746574696d650a7100635f636f646563730a656e636f64650a7101580b00000007c3"
            + "a40102030405000006710258060000006c6174696e3171038671045271058571065271072e",
            "8003636461746574696d650a6461746574696d650a7100430a07e4010203040500000671018571025271032e",
            "8004952a000000000000008c086461746574696d65948c086461746574696d65949394430a07e4010203040500000694"
            + "859452942e"
        },
        {
            new DateTime(9999, 12, 31, 23, 59, 59).AddMicroseconds(999999),
            "8002636461746574696d650a6461746574696d650a7100635f636f646563730a656e636f64650a7101580a000000270f"
            + "0c1f173b3b0f423f710258060000006c6174696e3171038671045271058571065271072e",
            "8003636461746574696d650a6461746574696d650a7100430a270f0c1f173b3b0f423f71018571025271032e",
            "8004952a000000000000008c086461746574696d65948c086461746574696d65949394430a270f0c1f173b3b0f423f94"
            + "859452942e"
        },
        {
            new PythonDateTime(new DateTime(2020, 10, 25, 2, 30, 0), null, true),
            "8002636461746574696d650a6461746574696d650a7100635f636f646563730a656e636f64650a7101580b00000007c3"
            + "a40a19021e00000000710258060000006c6174696e3171038671045271058571065271072e",
            "8003636461746574696d650a6461746574696d650a7100430a07e40a19021e0000000071018571025271032e",
            "8004952a000000000000008c086461746574696d65948c086461746574696d65949394430a07e48a19021e0000000094"
            + "859452942e"
        },
        {
            new DateTimeOffset(2020, 1, 2, 0, 0, 0, TimeSpan.Zero),
            "8002636461746574696d650a6461746574696d650a7100635f636f646563730a656e636f64650a7101580b00000007c3"
            + "a40102000000000000710258060000006c6174696e317103867104527105636461746574696d650a74696d657a6f6e65"
            + "0a7106636461746574696d650a74696d6564656c74610a71074b004b004b0087710852710985710a52710b86710c5271"
            + "0d2e",
            "8003636461746574696d650a6461746574696d650a7100430a07e401020000000000007101636461746574696d650a74"
            + "696d657a6f6e650a7102636461746574696d650a74696d6564656c74610a71034b004b004b0087710452710585710652"
            + "71078671085271092e",
            "80049557000000000000008c086461746574696d65948c086461746574696d65949394430a07e4010200000000000094"
            + "68008c0874696d657a6f6e6594939468008c0974696d6564656c74619493944b004b004b008794529485945294869452"
            + "942e"
        },
        {
            new DateTimeOffset(2020, 1, 2, 0, 0, 0, TimeSpan.FromMinutes(-90)),
            "8002636461746574696d650a6461746574696d650a7100635f636f646563730a656e636f64650a7101580b00000007c3"
            + "a40102000000000000710258060000006c6174696e317103867104527105636461746574696d650a74696d657a6f6e65"
            + "0a7106636461746574696d650a74696d6564656c74610a71074affffffff4a683c01004b0087710852710985710a5271"
            + "0b86710c52710d2e",
            "8003636461746574696d650a6461746574696d650a7100430a07e401020000000000007101636461746574696d650a74"
            + "696d657a6f6e650a7102636461746574696d650a74696d6564656c74610a71034affffffff4a683c01004b0087710452"
            + "71058571065271078671085271092e",
            "8004955d000000000000008c086461746574696d65948c086461746574696d65949394430a07e4010200000000000094"
            + "68008c0874696d657a6f6e6594939468008c0974696d6564656c74619493944affffffff4a683c01004b008794529485"
            + "945294869452942e"
        },
        {
            new PythonDateTime(new DateTime(2020, 1, 2), new PythonTimeZone(TimeSpan.FromHours(2), "X")),
            "8002636461746574696d650a6461746574696d650a7100635f636f646563730a656e636f64650a7101580b00000007c3"
            + "a40102000000000000710258060000006c6174696e317103867104527105636461746574696d650a74696d657a6f6e65"
            + "0a7106636461746574696d650a74696d6564656c74610a71074b004d201c4b00877108527109580100000058710a8671"
            + "0b52710c86710d52710e2e",
            "8003636461746574696d650a6461746574696d650a7100430a07e401020000000000007101636461746574696d650a74"
            + "696d657a6f6e650a7102636461746574696d650a74696d6564656c74610a71034b004d201c4b00877104527105580100"
            + "000058710686710752710886710952710a2e",
            "8004955c000000000000008c086461746574696d65948c086461746574696d65949394430a07e4010200000000000094"
            + "68008c0874696d657a6f6e6594939468008c0974696d6564656c74619493944b004d201c4b00879452948c0158948694"
            + "5294869452942e"
        },
        {
            new PythonDateTime(new DateTime(2020, 1, 2), new PythonTimeZone(TimeSpan.FromHours(20))),
            "8002636461746574696d650a6461746574696d650a7100635f636f646563730a656e636f64650a7101580b00000007c3"
            + "a40102000000000000710258060000006c6174696e317103867104527105636461746574696d650a74696d657a6f6e65"
            + "0a7106636461746574696d650a74696d6564656c74610a71074b004a401901004b0087710852710985710a52710b8671"
            + "0c52710d2e",
            "8003636461746574696d650a6461746574696d650a7100430a07e401020000000000007101636461746574696d650a74"
            + "696d657a6f6e650a7102636461746574696d650a74696d6564656c74610a71034b004a401901004b0087710452710585"
            + "71065271078671085271092e",
            "8004955a000000000000008c086461746574696d65948c086461746574696d65949394430a07e4010200000000000094"
            + "68008c0874696d657a6f6e6594939468008c0974696d6564656c74619493944b004a401901004b008794529485945294"
            + "869452942e"
        },
        {
            new PythonDateTime(new DateTime(1, 1, 1), new PythonTimeZone(TimeSpan.FromHours(1))),
            "8002636461746574696d650a6461746574696d650a7100635f636f646563730a656e636f64650a7101580a0000000001"
            + "0101000000000000710258060000006c6174696e317103867104527105636461746574696d650a74696d657a6f6e650a"
            + "7106636461746574696d650a74696d6564656c74610a71074b004d100e4b0087710852710985710a52710b86710c5271"
            + "0d2e",
            "8003636461746574696d650a6461746574696d650a7100430a000101010000000000007101636461746574696d650a74"
            + "696d657a6f6e650a7102636461746574696d650a74696d6564656c74610a71034b004d100e4b00877104527105857106"
            + "5271078671085271092e",
            "80049558000000000000008c086461746574696d65948c086461746574696d65949394430a0001010100000000000094"
            + "68008c0874696d657a6f6e6594939468008c0974696d6564656c74619493944b004d100e4b0087945294859452948694"
            + "52942e"
        },
        {
            new PythonDateTime(new DateTime(2020, 10, 25, 2, 30, 0), new PythonZoneInfo("Europe/Berlin"), true),
            "8002636461746574696d650a6461746574696d650a7100635f636f646563730a656e636f64650a7101580b00000007c3"
            + "a40a19021e00000000710258060000006c6174696e317103867104527105635f5f6275696c74696e5f5f0a6765746174"
            + "74720a7106637a6f6e65696e666f0a5a6f6e65496e666f0a710758090000005f756e7069636b6c65710886710952710a"
            + "580d0000004575726f70652f4265726c696e710b4b0186710c52710d86710e52710f2e",
            "8003636461746574696d650a6461746574696d650a7100430a07e40a19021e000000007101636275696c74696e730a67"
            + "6574617474720a7102637a6f6e65696e666f0a5a6f6e65496e666f0a710358090000005f756e7069636b6c6571048671"
            + "05527106580d0000004575726f70652f4265726c696e71074b0186710852710986710a52710b2e",
            "8004957f000000000000008c086461746574696d65948c086461746574696d65949394430a07e48a19021e0000000094"
            + "8c086275696c74696e73948c07676574617474729493948c087a6f6e65696e666f948c085a6f6e65496e666f9493948c"
            + "095f756e7069636b6c6594869452948c0d4575726f70652f4265726c696e944b0186945294869452942e"
        },
        {
            new DateOnly(2020, 1, 2),
            "8002636461746574696d650a646174650a7100635f636f646563730a656e636f64650a7101580500000007c3a4010271"
            + "0258060000006c6174696e3171038671045271058571065271072e",
            "8003636461746574696d650a646174650a7100430407e4010271018571025271032e",
            "80049520000000000000008c086461746574696d65948c0464617465949394430407e4010294859452942e"
        },
        {
            new TimeOnly(3, 4, 5),
            "8002636461746574696d650a74696d650a7100635f636f646563730a656e636f64650a71015806000000030405000000"
            + "710258060000006c6174696e3171038671045271058571065271072e",
            "8003636461746574696d650a74696d650a7100430603040500000071018571025271032e",
            "80049522000000000000008c086461746574696d65948c0474696d65949394430603040500000094859452942e"
        },
        {
            new PythonTime(new TimeOnly(3, 4, 5, 0, 6), null, true),
            "8002636461746574696d650a74696d650a7100635f636f646563730a656e636f64650a71015806000000030405000006"
            + "710258060000006c6174696e3171038671045271058571065271072e",
            "8003636461746574696d650a74696d650a7100430603040500000671018571025271032e",
            "80049522000000000000008c086461746574696d65948c0474696d65949394430683040500000694859452942e"
        },
        {
            new PythonTime(new TimeOnly(3, 0), PythonTimeZone.Utc),
            "8002636461746574696d650a74696d650a7100635f636f646563730a656e636f64650a71015806000000030000000000"
            + "710258060000006c6174696e317103867104527105636461746574696d650a74696d657a6f6e650a7106636461746574"
            + "696d650a74696d6564656c74610a71074b004b004b0087710852710985710a52710b86710c52710d2e",
            "8003636461746574696d650a74696d650a710043060300000000007101636461746574696d650a74696d657a6f6e650a"
            + "7102636461746574696d650a74696d6564656c74610a71034b004b004b00877104527105857106527107867108527109"
            + "2e",
            "8004954f000000000000008c086461746574696d65948c0474696d6594939443060300000000009468008c0874696d65"
            + "7a6f6e6594939468008c0974696d6564656c74619493944b004b004b008794529485945294869452942e"
        },
        {
            new TimeSpan(1, 0, 0, 2, 0, 3),
            "8002636461746574696d650a74696d6564656c74610a71004b014b024b038771015271022e",
            "8003636461746574696d650a74696d6564656c74610a71004b014b024b038771015271022e",
            "80049524000000000000008c086461746574696d65948c0974696d6564656c74619493944b014b024b03879452942e"
        },
        {
            TimeSpan.FromMicroseconds(-1),
            "8002636461746574696d650a74696d6564656c74610a71004affffffff4a7f5101004a3f420f008771015271022e",
            "8003636461746574696d650a74696d6564656c74610a71004affffffff4a7f5101004a3f420f008771015271022e",
            "8004952d000000000000008c086461746574696d65948c0974696d6564656c74619493944affffffff4a7f5101004a3f"
            + "420f00879452942e"
        },
        {
            PythonTimeZone.Utc,
            "8002636461746574696d650a74696d657a6f6e650a7100636461746574696d650a74696d6564656c74610a71014b004b"
            + "004b008771025271038571045271052e",
            "8003636461746574696d650a74696d657a6f6e650a7100636461746574696d650a74696d6564656c74610a71014b004b"
            + "004b008771025271038571045271052e",
            "80049537000000000000008c086461746574696d65948c0874696d657a6f6e6594939468008c0974696d6564656c7461"
            + "9493944b004b004b0087945294859452942e"
        },
        {
            new PythonTimeZone(TimeSpan.FromSeconds(-3661)),
            "8002636461746574696d650a74696d657a6f6e650a7100636461746574696d650a74696d6564656c74610a71014affff"
            + "ffff4a334301004b008771025271038571045271052e",
            "8003636461746574696d650a74696d657a6f6e650a7100636461746574696d650a74696d6564656c74610a71014affff"
            + "ffff4a334301004b008771025271038571045271052e",
            "8004953d000000000000008c086461746574696d65948c0874696d657a6f6e6594939468008c0974696d6564656c7461"
            + "9493944affffffff4a334301004b0087945294859452942e"
        },
        {
            new PythonTimeZone(TimeSpan.Zero, "GMT"),
            "8002636461746574696d650a74696d657a6f6e650a7100636461746574696d650a74696d6564656c74610a71014b004b"
            + "004b008771025271035803000000474d5471048671055271062e",
            "8003636461746574696d650a74696d657a6f6e650a7100636461746574696d650a74696d6564656c74610a71014b004b"
            + "004b008771025271035803000000474d5471048671055271062e",
            "8004953d000000000000008c086461746574696d65948c0874696d657a6f6e6594939468008c0974696d6564656c7461"
            + "9493944b004b004b00879452948c03474d5494869452942e"
        },
        {
            new PythonZoneInfo("Europe/Berlin"),
            "8002635f5f6275696c74696e5f5f0a676574617474720a7100637a6f6e65696e666f0a5a6f6e65496e666f0a71015809"
            + "0000005f756e7069636b6c657102867103527104580d0000004575726f70652f4265726c696e71054b01867106527107"
            + "2e",
            "8003636275696c74696e730a676574617474720a7100637a6f6e65696e666f0a5a6f6e65496e666f0a71015809000000"
            + "5f756e7069636b6c657102867103527104580d0000004575726f70652f4265726c696e71054b018671065271072e",
            "80049556000000000000008c086275696c74696e73948c07676574617474729493948c087a6f6e65696e666f948c085a"
            + "6f6e65496e666f9493948c095f756e7069636b6c6594869452948c0d4575726f70652f4265726c696e944b0186945294"
            + "2e"
        },
        {
            new PythonZoneInfo("Europe/Berlin") { IsCached = false },
            "8002635f5f6275696c74696e5f5f0a676574617474720a7100637a6f6e65696e666f0a5a6f6e65496e666f0a71015809"
            + "0000005f756e7069636b6c657102867103527104580d0000004575726f70652f4265726c696e71054b00867106527107"
            + "2e",
            "8003636275696c74696e730a676574617474720a7100637a6f6e65696e666f0a5a6f6e65496e666f0a71015809000000"
            + "5f756e7069636b6c657102867103527104580d0000004575726f70652f4265726c696e71054b008671065271072e",
            "80049556000000000000008c086275696c74696e73948c07676574617474729493948c087a6f6e65696e666f948c085a"
            + "6f6e65496e666f9493948c095f756e7069636b6c6594869452948c0d4575726f70652f4265726c696e944b0086945294"
            + "2e"
        },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Serialize_writes_the_bytes_of_CPython(object value, string protocol2, string protocol3, string protocol4) =>
        StandardPickles.AssertWritten(value, protocol2, protocol3, protocol4);

    [Theory]
    [MemberData(nameof(Values))]
    public void Deserialize_reads_what_CPython_wrote(object value, string protocol2, string protocol3, string protocol4) =>
        StandardPickles.AssertRead(value, protocol2, protocol3, protocol4);

    [Fact]
    public void Deserialize_reads_a_datetime_of_Python_2() => Assert.Equal(
        new DateTime(1, 1, 2, 3, 4, 5).AddMicroseconds(6),
        StandardPickles.Read("8002636461746574696d650a6461746574696d650a7100550a00010102030405000006710185710252" + "71032e"));

    [Fact]
    public void Deserialize_reads_text_protocol_0_of_Python_2() => Assert.Equal(
        new DateOnly(1, 1, 2),
        PickleSerializer.Deserialize("cdatetime\ndate\np0\n(S'\\x00\\x01\\x01\\x02'\np1\ntp2\nRp3\n."u8));

    [Fact]
    public void Deserialize_reads_years_of_Python_2_as_Latin_1() => Assert.Equal(
        new DateOnly(2020, 1, 2),
        PickleSerializer.Deserialize(
            "cdatetime\ndate\np0\n(S'\\x07\\xe4\\x01\\x02'\np1\ntp2\nRp3\n."u8,
            new PickleOptions { Python2Strings = Python2Strings.Latin1 }));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Serialize_drops_the_fold_before_protocol_4(int protocol)
    {
        var time = new PythonDateTime(new DateTime(2020, 1, 2), null, fold: true);

        Assert.Equal(StandardPickles.Write(time.Clock, protocol), StandardPickles.Write(time, protocol));
    }

    [Fact]
    public void Serialize_writes_a_shared_time_zone_once() => Assert.Equal(
        "80049570000000000000005d94288c086461746574696d65948c086461746574696d65949394430a07e40101000000000000946801"
        + "8c0874696d657a6f6e6594939468018c0974696d6564656c74619493944b004b004b008794529485945294869452946803430a"
        + "07e5010100000000000094680c86945294652e",
        StandardPickles.Write(new List<object?>
        {
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero),
        }));

    [Fact]
    public void Serialize_cuts_ticks_below_a_microsecond()
    {
        Assert.Equal(StandardPickles.Write(TimeSpan.Zero), StandardPickles.Write(new TimeSpan(-9)));
        Assert.Equal(StandardPickles.Write(DateTime.MinValue), StandardPickles.Write(new DateTime(9)));
    }

    [Fact]
    public void Deserialize_keeps_a_timedelta_beyond_the_range_inert() => StandardPickles.AssertInert(
        "datetime.timedelta",
        "8004952d000000000000008c086461746574696d65948c0974696d6564656c74619493944affc99a3b4a7f5101004a3f420f00879452942e");

    [Theory]
    [InlineData("00000102030405000006")]
    [InlineData("07e40d02030405000006")]
    [InlineData("07e4021e030405000006")]
    [InlineData("07e40102180405000006")]
    [InlineData("07e40102033c05000006")]
    [InlineData("07e4010203043c000006")]
    [InlineData("07e401020304050f4240")]
    public void Deserialize_keeps_an_impossible_datetime_inert(string state) => StandardPickles.AssertInert(
        "datetime.datetime",
        $"8004952a000000000000008c086461746574696d65948c086461746574696d65949394430a{state}94859452942e");

    [Fact]
    public void Box_of_a_shared_date_stays_one_object()
    {
        object date = new DateOnly(2020, 1, 2);

        var list = (List<object?>)StandardPickles.Read(StandardPickles.Write(new List<object?> { date, date }))!;

        Assert.Same(list[0], list[1]);
    }

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
            TimeSpan.FromHours(1), StandardPickles.Convert<DateTimeOffset>(new PythonDateTime(clock, berlin, true)).Offset);
        Assert.Equal(new PythonDateTime(clock), StandardPickles.Convert<PythonDateTime>(clock));
        Assert.Equal(new PythonTime(new TimeOnly(5, 0)), StandardPickles.Convert<PythonTime>(new TimeOnly(5, 0)));
        Assert.Equal(new TimeOnly(5, 0), StandardPickles.Convert<TimeOnly>(new PythonTime(new TimeOnly(5, 0), null, true)));
    }

    [Fact]
    public void Time_that_no_clock_showed_takes_the_offset_from_before_or_after_the_gap()
    {
        var clock = new DateTime(2020, 3, 29, 2, 30, 0);
        var berlin = new PythonZoneInfo("Europe/Berlin");

        Assert.Equal(
            TimeSpan.FromHours(1), StandardPickles.Convert<DateTimeOffset>(new PythonDateTime(clock, berlin)).Offset);
        Assert.Equal(
            TimeSpan.FromHours(2), StandardPickles.Convert<DateTimeOffset>(new PythonDateTime(clock, berlin, true)).Offset);
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
        AssertEqual(new PythonDateTime(clock.AddHours(5), Hours(5, null)), new PythonDateTime(clock, Hours(0, "Y")), true);
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
            "datetime.datetime(2020, 1, 2, 3, 0, 0, 5, fold=1, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600), 'X'))",
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
