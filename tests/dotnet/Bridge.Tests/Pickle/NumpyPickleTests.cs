using System.Numerics;
using System.Runtime.InteropServices;
using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public class NumpyPickleTests
{
    public static TheoryData<string> Names => [.. NumpyPickles.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_numpy_wrote_is_written_again_byte_for_byte(string name)
    {
        var pickle = NumpyPickles.Of(name);

        var value = PickleSerializer.Deserialize(pickle);

        Assert.True(value is NumpyArray or NumpyScalar or NumpyDtype or List<object?>, $"{value}");
        var written = PickleSerializer.Serialize(value, new PickleOptions { Protocol = pickle[1] });
        Assert.Equal(Convert.ToHexStringLower(pickle), Convert.ToHexStringLower(written));
    }

    [Theory]
    [InlineData("numpy 1, f8, 2")]
    [InlineData("numpy 1, f8, 3")]
    [InlineData("numpy 1, f8, 4")]
    [InlineData("numpy 1, f8, 5")]
    [InlineData("numpy 2, f8, 4")]
    [InlineData("numpy 2, f8, 5")]
    public void An_array_is_read_as_itself_as_an_array_of_numbers_and_as_a_list(string name)
    {
        var pickle = NumpyPickles.Of(name);

        var array = PickleSerializer.Deserialize<NumpyArray>(pickle);

        Assert.Equal("<f8", array.Dtype.ToString());
        Assert.Equal([2], array.Shape);
        Assert.Equal([1.5, 2.5], array.AsSpan<double>().ToArray());
        Assert.Equal([1.5, 2.5], PickleSerializer.Deserialize<double[]>(pickle));
        Assert.Equal([1.5f, 2.5f], PickleSerializer.Deserialize<float[]>(pickle));
        Assert.Equal([1.5, 2.5], PickleSerializer.Deserialize<List<double>>(pickle));
        Assert.Equal([1.5, 2.5], PickleSerializer.Deserialize<IReadOnlyList<double?>>(pickle));
        Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<int[]>(pickle));
    }

    [Theory]
    [InlineData("numpy 1, F, 4")]
    [InlineData("numpy 1, F, 5")]
    [InlineData("numpy 2, F, 5")]
    public void Fortran_order_is_kept_and_read_by_rows(string name)
    {
        var pickle = NumpyPickles.Of(name);

        var array = PickleSerializer.Deserialize<NumpyArray>(pickle);

        Assert.True(array.IsFortranOrder);
        Assert.Equal([2, 3], array.Shape);
        Assert.Equal(5.0, array[1, 2]);
        Assert.Equal(2.0, array[0, 2]);
        Assert.Equal([0, 3, 1, 4, 2, 5], array.AsSpan<double>().ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5], array.ToArray<double>());
        Assert.Equal(new double[,] { { 0, 1, 2 }, { 3, 4, 5 } }, PickleSerializer.Deserialize<double[,]>(pickle));
        Assert.Equal([[0, 1, 2], [3, 4, 5]], PickleSerializer.Deserialize<int[][]>(
            PickleSerializer.Serialize(NumpyArray.Of([0L, 1, 2, 3, 4, 5], 2, 3))));
        Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<double[]>(pickle));
    }

    [Fact]
    public void A_table_is_written_as_a_list_of_lists_and_read_from_one()
    {
        int[,] table = { { 1, 2 }, { 3, 4 } };

        Assert.Equal([[1, 2], [3, 4]], PickleSerializer.Deserialize<int[][]>(PickleSerializer.Serialize(table)));
        Assert.Equal(table, PickleSerializer.Deserialize<int[,]>(PickleSerializer.Serialize(table)));
        Assert.Equal(new[,] { { 5 } }, PickleSerializer.Deserialize<int[,]>(PickleSerializer.Serialize(new[,] { { 5 } })));
        Assert.Equal(2001, PickleSerializer.Deserialize<int[,]>(PickleSerializer.Serialize(new int[2001, 1])).GetLength(0));
        Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<int[,]>(
            PickleSerializer.Serialize<int[][]>([[1], [2, 3]])));
    }

    [Fact]
    public void Times_are_counts_of_their_unit()
    {
        var days = PickleSerializer.Deserialize<NumpyArray>(NumpyPickles.Of("numpy 1, ns, 4"));
        var span = PickleSerializer.Deserialize<NumpyArray>(NumpyPickles.Of("numpy 1, 25s, 4"));
        var second = PickleSerializer.Deserialize<NumpyScalar>(NumpyPickles.Of("numpy 1, sM, 4"));

        Assert.Equal("<M8[ns]", days.Dtype.ToString());
        Assert.Equal([1577836800000000000, long.MinValue], days.AsSpan<long>().ToArray());
        Assert.Equal(("s", 25, "<m8[25s]"), (span.Dtype.Unit, span.Dtype.UnitCount, span.Dtype.ToString()));
        Assert.Equal(1577836800L, second.Value);
    }

    [Fact]
    public void Items_of_every_kind_are_read()
    {
        Assert.Equal(["ab", "c"], Read("U, 4").ToArray<string>());
        Assert.Equal([[97, 98]], Read("S, 4").ToArray<byte[]>());
        Assert.Equal([1, -2], Read("be, 4").ToArray<int>());
        Assert.Equal([1L, -2], Read("be, 4").ToArray<long>());
        Assert.Equal(5L, Read("0d, 4")[[]]);
        Assert.Equal([Complex.ImaginaryOne], Read("c, 4").AsSpan<Complex>().ToArray());
        Assert.Equal([true, false], Read("bool, 4").ToArray<bool>());
        Assert.Equal([1, 1, 1, 2], Read("4d, 4").Shape);
        Assert.Equal((0, 3), (Read("empty, 4").Shape[0], Read("empty, 4").Shape[1]));
        Assert.Throws<InvalidCastException>(() => Read("be, 4").AsMemory<int>());

        static NumpyArray Read(string name) => PickleSerializer.Deserialize<NumpyArray>(NumpyPickles.Of("numpy 1, " + name));
    }

    [Fact]
    public void A_scalar_is_its_number_wherever_one_is_asked_for()
    {
        var pickle = NumpyPickles.Of("numpy 2, s8, 4");

        Assert.Equal(1.5, PickleSerializer.Deserialize<NumpyScalar>(pickle).Value);
        Assert.Equal(1.5, PickleSerializer.Deserialize<double>(pickle));
        Assert.True(PickleSerializer.Deserialize<bool>(NumpyPickles.Of("numpy 1, sb, 4")));
        Assert.Equal(7, PickleSerializer.Deserialize<int>(PickleSerializer.Serialize(NumpyScalar.Of((byte)7))));
        Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<int>(pickle));
    }

    [Fact]
    public void A_scalar_as_key_is_found_by_its_number()
    {
        var dict = new PythonDict { [NumpyScalar.Of(7L)] = "int", [NumpyScalar.Of(1.5f)] = "float" };

        Assert.Equal(("int", "float"), (dict[7L], dict[1.5]));
    }

    [Fact]
    public void Two_arrays_share_their_dtype()
    {
        var arrays = PickleSerializer.Deserialize<double[][]>(NumpyPickles.Of("numpy 2, two, 5"));
        var natural = Assert.IsType<List<object?>>(PickleSerializer.Deserialize(NumpyPickles.Of("numpy 1, two, 4")));

        Assert.Equal([[1.5, 2.5], [3.0]], arrays);
        Assert.Same(((NumpyArray)natural[0]!).Dtype, ((NumpyArray)natural[1]!).Dtype);
    }

    [Fact]
    public void An_array_that_occurs_twice_is_one_instance()
    {
        var array = NumpyArray.Of([1.0, 2.0]);
        var pickle = PickleSerializer.Serialize(new[] { array, array });

        var natural = (List<object?>)PickleSerializer.Deserialize(pickle)!;
        var typed = PickleSerializer.Deserialize<List<double[]>>(pickle);

        Assert.Same(natural[0], natural[1]);
        Assert.Same(typed[0], typed[1]);
    }

    [Fact]
    public void A_fresh_array_is_written_as_both_numpys_read_it_without_a_warning()
    {
        double[] numbers = [1.5, 2.5];

        Assert.Equal(
            Convert.ToHexStringLower(NumpyPickles.Of("numpy 1, f8, 4")),
            Convert.ToHexStringLower(PickleSerializer.Serialize(NumpyArray.Of(numbers))));
        Assert.True(MemoryMarshal.Cast<double, byte>(numbers).Overlaps(NumpyArray.Of(numbers).Bytes.Span));
    }

    [Fact]
    public void Memory_of_an_array_can_be_pinned()
    {
        var array = NumpyArray.Of([1, 2, 3]);

        // A gathered write pins what it writes.
        var path = Path.GetTempFileName();
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, options: FileOptions.DeleteOnClose);
        ReadOnlyMemory<byte>[] parts = [array.Bytes[4..], MemoryMarshal.AsBytes(array.AsMemory<int>().Span[..1]).ToArray(), array.Bytes[..4]];
        RandomAccess.Write(file, parts, 0);
        var written = new byte[16];
        RandomAccess.Read(file, written, 0);

        Assert.Equal([2, 3, 1, 1], MemoryMarshal.Cast<byte, int>(written).ToArray());
    }

    [Fact]
    public void A_buffer_beside_the_pickle_is_not_copied()
    {
        // pickle.dumps(numpy.array([1.5, 2.5]), 5, buffer_callback=…), numpy 2.4
        var inside = Convert.ToHexStringLower(NumpyPickles.Of("numpy 2, f8, 5"));
        var pickle = Convert.FromHexString("8005" + inside[22..]
            .Replace("961000000000000000000000000000f83f000000000000044094", "97", StringComparison.Ordinal));
        ReadOnlyMemory<byte> buffer = new byte[16];

        var array = Assert.IsType<NumpyArray>(PickleSerializer.Deserialize(pickle, [buffer]));

        Assert.True(array.Bytes.Span.Overlaps(buffer.Span));
    }

    [Fact]
    public void What_does_not_fit_stays_inert()
    {
        var dtype = NumpyDtype.Of<double>();
        var scalar = new PythonObject(
            new PythonGlobal("numpy.core.multiarray", "scalar"), new PythonTuple(dtype, new byte[1]));
        var array = new PythonObject(
            new PythonGlobal("numpy.core.multiarray", "_reconstruct"),
            new PythonTuple(new PythonGlobal("numpy", "ndarray"), new PythonTuple(0L), new byte[] { 98 }))
        {
            State = new PythonTuple(1L, new PythonTuple((long)int.MaxValue), dtype, false, new byte[8]),
        };

        foreach (var pickle in new[] { PickleSerializer.Serialize(scalar), PickleSerializer.Serialize(array) })
        {
            Assert.IsType<PythonObject>(PickleSerializer.Deserialize(pickle));
            Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<double[]>(pickle));
        }
    }

    [Fact]
    public void Rows_of_nothing_are_not_multiplied()
    {
        var pickle = PickleSerializer.Serialize(new NumpyArray(NumpyDtype.Of<double>(), default, [int.MaxValue, 0]));

        Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<double[][]>(pickle));
    }

    [Theory]
    [InlineData("<f8", 8)]
    [InlineData("|b1", 1)]
    [InlineData(">U3", 12)]
    [InlineData("<M8[25ns]", 8)]
    public void Dtype_Parse_reads_what_ToString_writes(string text, int itemSize)
    {
        var dtype = NumpyDtype.Parse(text);

        Assert.Equal((text, itemSize), (dtype.ToString(), dtype.ItemSize));
        Assert.Equal(dtype, NumpyDtype.Parse(text));
    }

    [Theory]
    [InlineData("f8")]
    [InlineData("<f16")]
    [InlineData("<M8")]
    [InlineData("<M8[]")]
    [InlineData("|O8")]
    [InlineData("")]
    public void Dtype_Parse_refuses_other_texts(string text) =>
        Assert.Throws<FormatException>(() => NumpyDtype.Parse(text));

    [Fact]
    public void Of_refuses_a_shape_that_the_items_do_not_fill() =>
        Assert.Throws<ArgumentException>(() => NumpyArray.Of([1, 2, 3], 2, 2));
}
