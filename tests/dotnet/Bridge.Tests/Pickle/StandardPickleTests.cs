using System.Numerics;
using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

/// <summary>The pickles are what CPython 3.14 writes, unless a test says otherwise.</summary>
public class StandardPickleTests
{
    /// <summary>A value, and its pickles in protocols 2, 3 and 4.</summary>
    public static TheoryData<object, string, string, string> Values => new()
    {
        {
            new Guid("12345678-1234-5678-9abc-def012345678"),
            "800263757569640a555549440a7100298171017d71025803000000696e7471038a1078563412f0debc9a785634127856"
            + "341273622e",
            "800363757569640a555549440a7100298171017d71025803000000696e7471038a1078563412f0debc9a785634127856"
            + "341273622e",
            "80049530000000000000008c0475756964948c04555549449493942981947d948c03696e74948a1078563412f0debc9a"
            + "785634127856341273622e"
        },
        {
            Guid.Empty,
            "800263757569640a555549440a7100298171017d71025803000000696e7471034b0073622e",
            "800363757569640a555549440a7100298171017d71025803000000696e7471034b0073622e",
            "80049520000000000000008c0475756964948c04555549449493942981947d948c03696e74944b0073622e"
        },
        {
            new PythonRange(1, 10, 2),
            "8002635f5f6275696c74696e5f5f0a7872616e67650a71004b014b0a4b028771015271022e",
            "8003636275696c74696e730a72616e67650a71004b014b0a4b028771015271022e",
            "80049520000000000000008c086275696c74696e73948c0572616e67659493944b014b0a4b02879452942e"
        },
        {
            new PythonRange(0, BigInteger.Pow(2, 64)),
            "8002635f5f6275696c74696e5f5f0a7872616e67650a71004b008a090000000000000000014b018771015271022e",
            "8003636275696c74696e730a72616e67650a71004b008a090000000000000000014b018771015271022e",
            "80049529000000000000008c086275696c74696e73948c0572616e67659493944b008a090000000000000000014b0187"
            + "9452942e"
        },
        {
            PythonGlobal.Ellipsis,
            "8002635f5f6275696c74696e5f5f0a456c6c69707369730a71002e",
            "8003636275696c74696e730a456c6c69707369730a71002e",
            "80049519000000000000008c086275696c74696e73948c08456c6c69707369739493942e"
        },
        {
            PythonGlobal.NotImplemented,
            "8002635f5f6275696c74696e5f5f0a4e6f74496d706c656d656e7465640a71002e",
            "8003636275696c74696e730a4e6f74496d706c656d656e7465640a71002e",
            "8004951f000000000000008c086275696c74696e73948c0e4e6f74496d706c656d656e7465649493942e"
        },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Serialize_writes_the_bytes_of_CPython(
        object value, string protocol2, string protocol3, string protocol4) =>
        StandardPickles.AssertWritten(value, protocol2, protocol3, protocol4);

    [Theory]
    [MemberData(nameof(Values))]
    public void Deserialize_reads_what_CPython_wrote(
        object value, string protocol2, string protocol3, string protocol4) =>
        StandardPickles.AssertRead(value, protocol2, protocol3, protocol4);

    [Fact]
    public void Serialize_of_two_UUIDs_repeats_neither_class_nor_key() => Assert.Equal(
        "80049531000000000000005d94288c0475756964948c04555549449493942981947d948c03696e74944b017362"
        + "68032981947d9468064b027362652e",
        StandardPickles.Write(new List<object?> { GuidOf(1), GuidOf(2) }));

    [Fact]
    public void Deserialize_keeps_a_UUID_that_knows_whether_it_is_safe()
    {
        // uuid.uuid1() of CPython 3.14 on Linux.
        const string Pickle = "80049540000000000000008c0475756964948c04555549449493942981947d94288c03696e74948a10"
            + "01000000fc02aa81f11172e7e0d6c7518c0769735f73616665944affffffff75622e";

        StandardPickles.AssertInert("uuid.UUID", Pickle);
        Assert.Equal(new Guid("51c7d6e0-e772-11f1-81aa-02fc00000001"), StandardPickles.Read<Guid>(Pickle));
    }

    [Fact]
    public void Deserialize_of_a_UUID_out_of_range_is_inert()
    {
        const string Pickle = "80049520000000000000008c0475756964948c04555549449493942981947d948c03696e74944affffffff73622e";

        Assert.IsType<PythonObject>(StandardPickles.Read(Pickle.Replace("0495200", "0495230", StringComparison.Ordinal)));
    }

    [Fact]
    public void Guid_converts_only_from_a_UUID()
    {
        Assert.Equal(GuidOf(5), StandardPickles.Convert<Guid?>(GuidOf(5)));
        Assert.Null(StandardPickles.Convert<Guid?>(null));
        StandardPickles.AssertMismatch<Guid>("x", "The value is a Python str; System.Guid was asked for.");
    }

    [Fact]
    public void UUID_is_a_key()
    {
        var dict = Assert.IsType<PythonDict>(
            StandardPickles.Convert<object>(new Dictionary<Guid, string> { [GuidOf(7)] = "seven" }));

        Assert.Equal("seven", dict[GuidOf(7)]);
    }

    [Fact]
    public void Range_counts_and_indexes_as_in_Python()
    {
        var range = new PythonRange(10, 0, -3);

        Assert.Equal((4, 1), ((int)range.Count, (int)range[3]));
        Assert.Equal(0, new PythonRange(5, 5).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => range[4]);
        Assert.Throws<ArgumentOutOfRangeException>(() => range[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PythonRange(0, 1, 0));
        Assert.Equal("range(10, 0, -3)", range.ToString());
        Assert.Equal("range(0, 2)", new PythonRange(0, 2).ToString());
    }

    [Fact]
    public void Ranges_of_the_same_numbers_are_equal()
    {
        Assert.Equal(new PythonRange(0, 3, 2), new PythonRange(0, 4, 2));
        Assert.Equal(new PythonRange(1, 2, 5), new PythonRange(1, 3, 9));
        Assert.Equal(new PythonRange(5, 5), new PythonRange(7, 1));
        Assert.NotEqual(new PythonRange(0, 4), new PythonRange(0, 5));
        Assert.Equal(new PythonRange(0, 3, 2).GetHashCode(), new PythonRange(0, 4, 2).GetHashCode());
    }

    [Theory]
    [InlineData("8004951a000000000000008c086275696c74696e73948c04747970659493944e859452942e")]
    [InlineData("80025f")]
    public void NoneType_stays_what_it_is(string pickle)
    {
        // type(None) is a call of type, in protocol 2 by its old name.
        pickle = pickle == "80025f" ? "8002635f5f6275696c74696e5f5f0a747970650a71004e8571015271022e" : pickle;
        var value = Assert.IsType<PythonObject>(StandardPickles.Read(pickle));

        Assert.Equal("builtins.type", value.ClassName);
        Assert.Equal(pickle, StandardPickles.Write(value, pickle[3] - '0'));
    }

    [Fact]
    public void Deserialize_takes_getattr_of_a_class_for_a_dotted_name()
    {
        // pickle.dumps(dict.fromkeys, 2)
        var method = StandardPickles.Read(
            "8002635f5f6275696c74696e5f5f0a676574617474720a7100635f5f6275696c74696e5f5f0a646963740a71015808000000"
            + "66726f6d6b65797371028671035271042e");

        Assert.Equal(new PythonGlobal("builtins", "dict.fromkeys"), method);
    }

    [Fact]
    public void Deserialize_keeps_other_calls_of_getattr_inert()
    {
        var call = new PythonObject(
            new PythonGlobal("builtins", "getattr"), [new PythonGlobal("m", "C"), "a.b"], PythonObjectKind.Reduce);

        Assert.Equal("builtins.getattr", Assert.IsType<PythonObject>(StandardPickles.Convert<object>(call)).ClassName);
    }

    private static Guid GuidOf(byte number) => new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number);
}
