using System.Collections.Immutable;
using System.Numerics;
using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

/// <summary>Small pickles that would cost much, and such as CPython never writes.</summary>
public class HostilePickleTests
{
    private const string Numpy = "\u0080\u0004\u008c\u0015numpy.core.multiarray\u008c\u000c_reconstruct\u0093"
        + "\u008c\u0005numpy\u008c\u0007ndarray\u0093K\0\u0085C\u0001b\u0087R(K\u0001";

    [Fact]
    public void A_dtype_without_a_type_code_stays_inert()
    {
        var value = Read<object>("\u0080\u0004cnumpy\ndtype\n(\u008c\0\u0089\u0088tR(K\u0003\u008c\u0001|NNNK\u0001K\u0001K\0tb.");

        Assert.IsType<PythonObject>(value);
    }

    [Theory]
    [InlineData("J\0\0\0\u0040J\0\0\0\u0040\u0086", "c16")] // 2**30 rows and columns: 2**64 bytes
    [InlineData("J\u00ff\u00ff\u00ff\u007fK\0\u0086", "c16")]
    [InlineData("K\0J\u00ff\u00ff\u00ff\u007f\u0086", "c16")]
    public void A_numpy_array_that_no_NET_array_can_hold_is_refused(string shape, string dtype)
    {
        Assert.Throws<InvalidCastException>(() => Read<Complex[,]>(EmptyArray(shape, dtype)));
    }

    [Fact]
    public void Rows_of_nothing_are_not_counted_out()
    {
        // The shape (1000, 1000, 1000, 1000, 0).
        var pickle = EmptyArray("(" + string.Concat(Enumerable.Repeat("M\u00e8\u0003", 4)) + "K\0t", "f8");

        Assert.Throws<InvalidCastException>(() => Read<List<List<List<List<List<double>>>>>>(pickle));
        Assert.Equal([0, 0], Read<List<List<double>>>(EmptyArray("K\u0002K\0\u0086", "f8")).Select(row => row.Count));
    }

    [Fact]
    public void A_range_of_huge_ints_stays_inert()
    {
        var huge = "\u008b\0\u0010\0\0" + new string('\u0001', 4096);

        Assert.IsType<PythonObject>(Read<object>($"\u0080\u0004cbuiltins\nrange\nK\0{huge}K\u0001\u0087R."));
    }

    [Fact]
    public void A_record_without_its_mark_reads_the_same_in_every_way()
    {
        // A record, an empty dict, and the first record twice.
        const string Items = "(}q\u0001(\u008c\u0001xK\u0005u}h\u0001h\u0001e.";

        Assert.Equal([5, 1, 5, 5], Read<List<Defaults>>("\u0080\u0004]q\0" + Items).Select(row => row.X));
        Assert.Equal([5, 1, 5, 5], Read<List<Defaults>>("\u0080\u0004N0]q\0" + Items).Select(row => row.X));
    }

    [Theory]
    [InlineData("\u0080\u0004cnumpy\ndtype\nX\u0002\0\0\0f8\u0089\u0088\u0087R(K\u0003X\u0001\0\0\0<NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tbC\u0001a\u0085R.")]
    [InlineData("\u0080\u0004cuuid\nUUID\n)\u0081}\u008c\u0003intK\u0005sb)\u0081.")]
    public void An_object_that_is_called_stays_a_call(string pickle)
    {
        var value = PickleSerializer.Deserialize(pickle.ToLatin1Bytes());
        var again = PickleSerializer.Deserialize(PickleSerializer.Serialize(value));

        Assert.NotNull(Assert.IsType<PythonObject>(value).Callable);
        Assert.Equal(PickleText.ToString(value), PickleText.ToString(again));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    [InlineData(64)]
    [InlineData(-64)]
    public void A_huge_int_is_no_enum(int bits)
    {
        var number = BigInteger.Pow(2, Math.Abs(bits)) * Math.Sign(bits);

        Assert.Throws<InvalidCastException>(
            () => PickleSerializer.Deserialize<DayOfWeek>(PickleSerializer.Serialize(number)));
        Assert.Throws<InvalidCastException>(
            () => PickleSerializer.Deserialize<List<DayOfWeek>>(PickleSerializer.Serialize(new[] { number })));
    }

    [Fact]
    public void A_name_of_Python_2_that_came_by_protocol_3_is_not_written_by_protocol_2()
    {
        // There it would be builtins.bytearray, and no key of a set any more.
        var value = PickleSerializer.Deserialize("\u0080\u0003c__builtin__\nbytearray\n)R.".ToLatin1Bytes());

        Assert.Equal("__builtin__.bytearray", Assert.IsType<PythonObject>(value).ClassName);
        Assert.Throws<PicklingException>(
            () => PickleSerializer.Serialize(value, new PickleOptions { Protocol = 2 }));
    }

    [Fact]
    public void Shared_parts_of_a_registered_class_are_converted_once()
    {
        var pickle = "\u0080\u0004}q\0\u008c\u0004leftNs\u008c\u0005rightNs0";
        for (var i = '\0'; i < 60; i++)
        {
            pickle += $"}}q{(char)(i + 1)}\u008c\u0004lefth{i}s\u008c\u0005righth{i}s0";
        }

        pickle += "cm\nTop\n)\u0081}(\u008c\u0004lefth<\u008c\u0005righth<ub.";
        var value = PickleSerializer.Deserialize(pickle.ToLatin1Bytes(), PickleOptions.Default.WithClass<Top>());

        var top = Assert.IsType<Top>(value);
        Assert.Same(top.Left, top.Right);
        Assert.Same(top.Left!.Left, top.Left.Right);
    }

    [Theory]
    [InlineData("h\0")]
    [InlineData("h\0\u0085")]
    public void A_long_key_is_not_hashed_over_and_over(string key)
    {
        var text = "X\0\0\u0010\0" + new string('a', 1 << 20);
        var pickle = $"\u0080\u0004{text}q\u00000\u008f(" + string.Concat(Enumerable.Repeat(key, 10_000)) + "\u0090.";

        Assert.Throws<UnpicklingException>(() => Read<object>(pickle));
        Assert.Single(Read<HashSet<object?>>($"\u0080\u0004{text}q\u00000\u008f(h\0h\0h\0\u0090."));
    }

    [Fact]
    public void Decimals_with_many_digits_are_equal_by_value()
    {
        var (one, other) = (new PythonDecimal("1E400"), new PythonDecimal("1.0E400"));

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, new PythonDecimal("1E401"));
        Assert.True(PythonEqualityComparer.Instance.Equals(one, BigInteger.Pow(10, 400)));
        Assert.Equal(
            PythonEqualityComparer.Instance.GetHashCode(one),
            PythonEqualityComparer.Instance.GetHashCode(BigInteger.Pow(10, 400)));
    }

    [Fact]
    public void Shared_bytes_are_copied_once_into_immutable_arrays()
    {
        var bytes = "B\0\0\u0010\0" + new string('a', 1 << 20);
        var pickle = $"\u0080\u0004{bytes}q\u00000](" + string.Concat(Enumerable.Repeat("h\0", 10_000)) + "e.";
        var before = GC.GetAllocatedBytesForCurrentThread();

        var value = Read<List<ImmutableArray<byte>>>(pickle);

        Assert.Equal(10_000, value.Count);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000_000);
    }

    [Fact]
    public void A_row_that_is_repeated_over_and_over_makes_no_huge_grid()
    {
        var pickle = "\u0080\u0004](" + string.Concat(Enumerable.Repeat("K\u0001", 50_000)) + "eq\u00000]("
            + string.Concat(Enumerable.Repeat("h\0", 50_000)) + "e.";

        Assert.Throws<UnpicklingException>(() => Read<double[,]>(pickle));
        Assert.Throws<InvalidCastException>(() => Read<Defaults[,]>(pickle));
    }

    [Fact]
    public void An_int_of_many_digits_is_shown_by_its_size()
    {
        var text = PickleText.ToString(BigInteger.One << 100_000);

        Assert.Equal("<int of 100001 bits>", text);
    }

    private static string EmptyArray(string shape, string dtype) =>
        $"{Numpy}{shape}\u008c\u0005numpy\u008c\u0005dtype\u0093\u008c{(char)dtype.Length}{dtype}\u0089\u0088\u0087R"
        + "(K\u0003\u008c\u0001<NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb\u0089C\0tb.";

    private static T Read<T>(string pickle) => PickleSerializer.Deserialize<T>(pickle.ToLatin1Bytes());

    private sealed record Defaults(int X = 1);

    private sealed record Part(Part? Left, Part? Right);

    [PythonClass("m.Top")]
    private sealed record Top(Part? Left, Part? Right);
}
