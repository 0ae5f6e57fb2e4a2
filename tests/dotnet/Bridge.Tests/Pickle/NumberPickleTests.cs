using System.Numerics;
using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

/// <summary>The pickles are what CPython 3.14 writes, unless a test says otherwise.</summary>
public class NumberPickleTests
{
    /// <summary>A value, and its pickles in protocols 2, 3 and 4.</summary>
    public static TheoryData<object, string, string, string> Values => new()
    {
        {
            0m,
            "800263646563696d616c0a446563696d616c0a710058010000003071018571025271032e",
            "800363646563696d616c0a446563696d616c0a710058010000003071018571025271032e",
            "8004951f000000000000008c07646563696d616c948c07446563696d616c9493948c013094859452942e"
        },
        {
            1.50m,
            "800263646563696d616c0a446563696d616c0a71005804000000312e353071018571025271032e",
            "800363646563696d616c0a446563696d616c0a71005804000000312e353071018571025271032e",
            "80049522000000000000008c07646563696d616c948c07446563696d616c9493948c04312e353094859452942e"
        },
        {
            -79228162514264337593543950335m,
            "800263646563696d616c0a446563696d616c0a7100581e0000002d373932323831363235313432363433333735393335"
            + "343339353033333571018571025271032e",
            "800363646563696d616c0a446563696d616c0a7100581e0000002d373932323831363235313432363433333735393335"
            + "343339353033333571018571025271032e",
            "8004953c000000000000008c07646563696d616c948c07446563696d616c9493948c1e2d373932323831363235313432"
            + "363433333735393335343339353033333594859452942e"
        },
        {
            0.00000001m,
            "800263646563696d616c0a446563696d616c0a7100580400000031452d3871018571025271032e",
            "800363646563696d616c0a446563696d616c0a7100580400000031452d3871018571025271032e",
            "80049522000000000000008c07646563696d616c948c07446563696d616c9493948c0431452d3894859452942e"
        },
        {
            0.0000000m,
            "800263646563696d616c0a446563696d616c0a7100580400000030452d3771018571025271032e",
            "800363646563696d616c0a446563696d616c0a7100580400000030452d3771018571025271032e",
            "80049522000000000000008c07646563696d616c948c07446563696d616c9493948c0430452d3794859452942e"
        },
        {
            0.00000123m,
            "800263646563696d616c0a446563696d616c0a7100580a000000302e303030303031323371018571025271032e",
            "800363646563696d616c0a446563696d616c0a7100580a000000302e303030303031323371018571025271032e",
            "80049528000000000000008c07646563696d616c948c07446563696d616c9493948c0a302e3030303030313233948594"
            + "52942e"
        },
        {
            new PythonDecimal("-0.0"),
            "800263646563696d616c0a446563696d616c0a710058040000002d302e3071018571025271032e",
            "800363646563696d616c0a446563696d616c0a710058040000002d302e3071018571025271032e",
            "80049522000000000000008c07646563696d616c948c07446563696d616c9493948c042d302e3094859452942e"
        },
        {
            new PythonDecimal("1E+5"),
            "800263646563696d616c0a446563696d616c0a7100580400000031452b3571018571025271032e",
            "800363646563696d616c0a446563696d616c0a7100580400000031452b3571018571025271032e",
            "80049522000000000000008c07646563696d616c948c07446563696d616c9493948c0431452b3594859452942e"
        },
        {
            new PythonDecimal("79228162514264337593543950336"),
            "800263646563696d616c0a446563696d616c0a7100581d00000037393232383136323531343236343333373539333534"
            + "3339353033333671018571025271032e",
            "800363646563696d616c0a446563696d616c0a7100581d00000037393232383136323531343236343333373539333534"
            + "3339353033333671018571025271032e",
            "8004953b000000000000008c07646563696d616c948c07446563696d616c9493948c1d37393232383136323531343236"
            + "3433333735393335343339353033333694859452942e"
        },
        {
            new PythonDecimal("1E-29"),
            "800263646563696d616c0a446563696d616c0a7100580500000031452d323971018571025271032e",
            "800363646563696d616c0a446563696d616c0a7100580500000031452d323971018571025271032e",
            "80049523000000000000008c07646563696d616c948c07446563696d616c9493948c0531452d323994859452942e"
        },
        {
            new PythonDecimal("-Infinity"),
            "800263646563696d616c0a446563696d616c0a710058090000002d496e66696e69747971018571025271032e",
            "800363646563696d616c0a446563696d616c0a710058090000002d496e66696e69747971018571025271032e",
            "80049527000000000000008c07646563696d616c948c07446563696d616c9493948c092d496e66696e69747994859452"
            + "942e"
        },
        {
            new PythonFraction(-1, 3),
            "8002636672616374696f6e730a4672616374696f6e0a71004affffffff4b038671015271022e",
            "8003636672616374696f6e730a4672616374696f6e0a71004affffffff4b038671015271022e",
            "80049525000000000000008c096672616374696f6e73948c084672616374696f6e9493944affffffff4b03869452942e"
        },
        {
            new PythonFraction(BigInteger.Pow(2, 70), 1),
            "8002636672616374696f6e730a4672616374696f6e0a71008a090000000000000000404b018671015271022e",
            "8003636672616374696f6e730a4672616374696f6e0a71008a090000000000000000404b018671015271022e",
            "8004952b000000000000008c096672616374696f6e73948c084672616374696f6e9493948a090000000000000000404b"
            + "01869452942e"
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
    public void Deserialize_reads_a_fraction_that_CPython_3_6_wrote_as_text() => Assert.Equal(
        new PythonFraction(1, 3),
        StandardPickles.Read(
            "80049524000000000000008c096672616374696f6e73948c084672616374696f6e9493948c03312f3394859452942e"));

    [Fact]
    public void Deserialize_keeps_what_is_no_decimal_inert() => StandardPickles.AssertInert(
        "decimal.Decimal", "80049521000000000000008c07646563696d616c948c07446563696d616c9493948c03782e3594859452942e");

    [Fact]
    public void Deserialize_keeps_a_fraction_by_zero_inert() => StandardPickles.AssertInert(
        "fractions.Fraction",
        "80049522000000000000008c096672616374696f6e73948c084672616374696f6e9493944b014b00869452942e");

    [Fact]
    public void NaN_is_a_decimal_that_equals_only_itself()
    {
        var nan = Assert.IsType<PythonDecimal>(
            StandardPickles.Read("80049521000000000000008c07646563696d616c948c07446563696d616c9493948c034e614e94859452942e"));

        Assert.True(nan.IsNaN);
        Assert.Equal(nan, nan);
        Assert.NotEqual(nan, new PythonDecimal("NaN"));
        Assert.True(double.IsNaN(StandardPickles.Convert<double>(nan)));
    }

    [Fact]
    public void Decimal_converts_to_numbers_that_hold_it()
    {
        Assert.Equal(1.5m, StandardPickles.Convert<decimal>(1.5m));
        Assert.Equal(3m, StandardPickles.Convert<decimal?>(3));
        Assert.Null(StandardPickles.Convert<decimal?>(null));
        Assert.Equal(100000m, StandardPickles.Convert<decimal>(new PythonDecimal("1E+5")));
        Assert.Equal(0m, StandardPickles.Convert<decimal>(new PythonDecimal("0E+500")));
        Assert.Equal(0.1m, StandardPickles.Convert<decimal>(new PythonDecimal("0.1000000000000000000000000000000")));
        Assert.Equal(0.1, StandardPickles.Convert<double>(0.1m));
        Assert.Equal(1e300, StandardPickles.Convert<double>(new PythonDecimal("1E+300")));
        Assert.Equal(double.PositiveInfinity, StandardPickles.Convert<double>(new PythonDecimal("Infinity")));
        Assert.Equal(5, StandardPickles.Convert<int>(5.00m));
        Assert.Equal(BigInteger.Pow(10, 30), StandardPickles.Convert<BigInteger>(new PythonDecimal("1E+30")));
        Assert.Equal("1E-7", StandardPickles.Convert<PythonDecimal>(0.0000001m).Text);
        Assert.Equal(1.0 / 3, StandardPickles.Convert<double>(new PythonFraction(1, 3)));
        Assert.Equal(4L, StandardPickles.Convert<long>(new PythonFraction(8, 2)));
        Assert.Equal(new PythonFraction(7, 1), StandardPickles.Convert<PythonFraction>(7));
    }

    [Fact]
    public void Decimal_is_never_rounded()
    {
        const string Message = "The value is a Python decimal.Decimal that decimal cannot hold exactly.";
        StandardPickles.AssertMismatch<decimal>(new PythonDecimal("1E+29"), Message);
        StandardPickles.AssertMismatch<decimal>(new PythonDecimal("1E-29"), Message);
        StandardPickles.AssertMismatch<decimal>(new PythonDecimal("NaN"), Message);
        StandardPickles.AssertMismatch<decimal>(0.5, "The value is a Python float; decimal was asked for.");
        StandardPickles.AssertMismatch<int>(1.5m, "The value is a Python decimal.Decimal; int was asked for.");
        StandardPickles.AssertMismatch<BigInteger>(
            new PythonDecimal("1E+999999999999"),
            "The value is a Python decimal.Decimal; System.Numerics.BigInteger was asked for.");
        StandardPickles.AssertMismatch<byte>(256m, "The value is a Python int that is out of range of byte.");
    }

    public static TheoryData<object, object> EqualNumbers => new()
    {
        { 1.0m, 1L },
        { 0.5m, 0.5 },
        { 0.5m, new PythonFraction(1, 2) },
        { 0.1m, new PythonFraction(1, 10) },
        { 1.50m, 1.5m },
        { new PythonDecimal("1E+20"), BigInteger.Pow(10, 20) },
        { new PythonDecimal("1E+20"), 1e20 },
        { new PythonDecimal("-0"), 0m },
        { new PythonDecimal("Infinity"), double.PositiveInfinity },
        { new PythonDecimal("1E+5000"), new PythonDecimal("10.0E+4999") },
        { new PythonFraction(1, 1), true },
        { new PythonFraction(1, 1L << 60), Math.ScaleB(1, -60) },
    };

    [Theory]
    [MemberData(nameof(EqualNumbers))]
    public void Equal_numbers_of_any_type_are_one_key(object x, object y)
    {
        Assert.True(PythonEqualityComparer.Instance.Equals(x, y));
        Assert.True(PythonEqualityComparer.Instance.Equals(y, x));
        Assert.Equal(PythonEqualityComparer.Instance.GetHashCode(x), PythonEqualityComparer.Instance.GetHashCode(y));
    }

    public static TheoryData<object, object> DifferentNumbers => new()
    {
        { 0.1m, 0.1 },
        { new PythonFraction(1, 3), 1.0 / 3 },
        { 1m, "1" },
        { new PythonDecimal("1E+5000"), double.PositiveInfinity },
        { new PythonDecimal("-Infinity"), double.PositiveInfinity },
        { new PythonDecimal("1E+5000"), new PythonDecimal("1E+5001") },
    };

    [Theory]
    [MemberData(nameof(DifferentNumbers))]
    public void Numbers_of_different_value_are_not_equal(object x, object y)
    {
        Assert.False(PythonEqualityComparer.Instance.Equals(x, y));
        Assert.False(PythonEqualityComparer.Instance.Equals(y, x));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1E")]
    [InlineData("E5")]
    [InlineData("1E9999999999999999999")]
    [InlineData("1_0")]
    [InlineData("sInfinity")]
    [InlineData("--1")]
    public void PythonDecimal_of_no_decimal_throws(string text) =>
        Assert.Throws<ArgumentException>(() => new PythonDecimal(text));

    [Fact]
    public void ToString_is_that_of_Python()
    {
        Assert.Equal("1E+5", new PythonDecimal("1E+5").ToString());
        Assert.Equal("-1/3", new PythonFraction(2, -6).ToString());
        Assert.Equal(
            "(Decimal('1E-8'), Decimal('NaN'), Fraction(1, 3))",
            new PythonTuple(0.00000001m, new PythonDecimal("NaN"), new PythonFraction(1, 3)).ToString());
    }
}
