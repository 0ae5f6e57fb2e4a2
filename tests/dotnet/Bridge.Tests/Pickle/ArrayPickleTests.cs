using System.Runtime.InteropServices;
using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public class ArrayPickleTests
{
    [Theory]
    [InlineData('d', "80026361727261790a61727261790a710058010000006471015d7102473ff8000000000000618671035271042e")] // CPython 3.6, protocol 2
    [InlineData('d', "80036361727261790a5f61727261795f7265636f6e7374727563746f720a7100286361727261790a61727261790a7101"
        + "58010000006471024b104308000000000000f83f71037471045271052e")] // 3.6, protocol 3
    [InlineData('d', "80049544000000000000008c056172726179948c145f61727261795f7265636f6e7374727563746f729493942868008c"
        + "0561727261799493948c0164944b104308000000000000f83f94749452942e")] // 3.6, protocol 4
    [InlineData('d', "8004954a000000000000008c056172726179948c145f61727261795f7265636f6e7374727563746f72949394288c0561"
        + "72726179948c0561727261799493948c0164944b104308000000000000f83f94749452942e")] // 3.11, protocol 4
    public void An_array_of_doubles_is_read_as_itself_and_as_numbers(char typeCode, string hex)
    {
        var pickle = Convert.FromHexString(hex);

        var array = Assert.IsType<PythonArray>(PickleSerializer.Deserialize(pickle));

        Assert.Equal((typeCode, 8, 1), (array.TypeCode, array.ItemSize, array.Count));
        Assert.Equal([1.5], array.AsSpan<double>().ToArray());
        Assert.Equal([1.5], PickleSerializer.Deserialize<double[]>(pickle));
        Assert.Equal([1.5f], PickleSerializer.Deserialize<List<float>>(pickle));
        Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<long[]>(pickle));
        Assert.Throws<InvalidCastException>(() => array.AsSpan<long>().ToArray());
    }

    [Theory]
    [InlineData("8004954a000000000000008c056172726179948c145f61727261795f7265636f6e7374727563746f72949394288c0561"
        + "72726179948c0561727261799493948c0164944b104308000000000000f83f94749452942e")] // doubles
    [InlineData("8004954a000000000000008c056172726179948c145f61727261795f7265636f6e7374727563746f72949394288c0561"
        + "72726179948c0561727261799493948c0169944b084308010000000200000094749452942e")] // ints
    [InlineData("8004954a000000000000008c056172726179948c145f61727261795f7265636f6e7374727563746f72949394288c0561"
        + "72726179948c0561727261799493948c0175944b144308610000006200000094749452942e")] // text
    [InlineData("80049542000000000000008c056172726179948c145f61727261795f7265636f6e7374727563746f72949394288c0561"
        + "72726179948c0561727261799493948c0171944b0c430094749452942e")] // empty
    [InlineData("80026361727261790a61727261790a710058010000006971015d7102284b014b02658671035271042e")] // ints, protocol 2
    public void What_CPython_3_11_wrote_is_written_again(string hex)
    {
        var pickle = Convert.FromHexString(hex);

        var written = PickleSerializer.Serialize(
            PickleSerializer.Deserialize(pickle), new PickleOptions { Protocol = pickle[1] });

        // CPython writes the module of the class once more, we refer to it.
        var once = hex.Replace("94288c056172726179948c05", "942868008c05", StringComparison.Ordinal);
        Assert.Equal(once[22..], Convert.ToHexStringLower(written)[22..]);
    }

    [Theory]
    [InlineData("80026361727261790a61727261790a710058010000007571015d71022858010000006171035801000000627104658671"
        + "055271062e")] // protocol 2
    [InlineData("80049544000000000000008c056172726179948c145f61727261795f7265636f6e7374727563746f729493942868008c"
        + "0561727261799493948c0175944b144308610000006200000094749452942e")] // protocol 4
    public void Text_is_read_as_characters(string hex)
    {
        var pickle = Convert.FromHexString(hex);

        Assert.Equal("a", PickleSerializer.Deserialize<PythonArray>(pickle)[0]);
        Assert.Equal(["a", "b"], PickleSerializer.Deserialize<string[]>(pickle));
    }

    [Theory]
    [InlineData(0, 'B', "01ff", "1 255")]
    [InlineData(1, 'b', "01ff", "1 -1")]
    [InlineData(3, 'H', "0102", "258")]
    [InlineData(5, 'h', "fffe", "-2")]
    [InlineData(7, 'I', "00000102", "258")]
    [InlineData(8, 'l', "02010000", "258")] // l of Windows
    [InlineData(12, 'l', "0201000000000000", "258")]
    [InlineData(11, 'Q', "ffffffffffffffff", "18446744073709551615")]
    [InlineData(15, 'f', "3fc00000", "1.5")]
    [InlineData(17, 'd', "3ff8000000000000", "1.5")]
    [InlineData(21, 'w', "00000061", "a")]
    public void Every_machine_format_is_read_into_the_order_of_this_machine(
        int machineFormat, char typeCode, string bytes, string items)
    {
        var array = Assert.IsType<PythonArray>(Read(machineFormat, typeCode, bytes));

        Assert.Equal(items, string.Join(' ', Enumerable.Range(0, array.Count).Select(i => FormattableString.Invariant($"{array[i]}"))));
        Assert.IsType<PythonArray>(PickleSerializer.Deserialize(PickleSerializer.Serialize(array)));
    }

    [Theory]
    [InlineData(16, 'i', "0000000000000000")] // doubles as ints
    [InlineData(16, 'd', "00000000")] // half an item
    [InlineData(22, 'd', "0000000000000000")]
    [InlineData(18, 'u', "6100")] // UTF-16
    [InlineData(8, 'x', "00000000")]
    public void What_does_not_fit_stays_inert(int machineFormat, char typeCode, string bytes) =>
        Assert.IsType<PythonObject>(Read(machineFormat, typeCode, bytes));

    [Theory]
    [InlineData('b', 128L)]
    [InlineData('Q', -1L)]
    [InlineData('d', 1L)]
    [InlineData('u', "ab")]
    public void A_list_with_an_item_that_does_not_fit_stays_inert(char typeCode, object item) =>
        Assert.IsType<PythonObject>(PickleSerializer.Deserialize(PickleSerializer.Serialize(
            new PythonObject(new PythonGlobal("array", "array"), new PythonTuple($"{typeCode}", new List<object?> { item })))));

    [Fact]
    public void Bytes_are_read_as_multiprocessing_sends_them()
    {
        var array = PickleSerializer.Deserialize(PickleSerializer.Serialize(
            new PythonObject(new PythonGlobal("array", "array"), new PythonTuple("i", new byte[] { 1, 0, 0, 0 }))));

        Assert.Equal([1], Assert.IsType<PythonArray>(array).AsSpan<int>().ToArray());
    }

    [Theory]
    [InlineData("80048c05617272617994680093948c0169944308010000000200000094869452942e", true)] // as a manager sends it
    [InlineData("80048c056172726179948c145f61727261795f7265636f6e7374727563746f72949394288c056172726179948c056172726179"
        + "9493948c0169944b094308000000010000000294749452942e", true)] // big-endian
    [InlineData("80048c05617272617994680093948c01699443070100000002000094869452942e", false)] // no whole items
    public void Numbers_of_an_array_are_read_without_an_array_in_between(string hex, bool isDirect)
    {
        var pickle = Convert.FromHexString(hex);

        Assert.Equal(isDirect, DirectReader.TryRead<int[]>(pickle, PickleOptions.Default, out var items));
        Assert.False(DirectReader.TryRead<uint[]>(pickle, PickleOptions.Default, out _));
        if (isDirect)
        {
            Assert.Equal([1, 2], items);
            Assert.Equal([1, 2], PickleSerializer.Deserialize<PythonArray>(pickle).AsSpan<int>().ToArray());
        }
    }

    [Fact]
    public void An_array_that_occurs_twice_is_read_as_one_instance()
    {
        var array = PythonArray.Of([1.5, 2.5]);

        var arrays = PickleSerializer.Deserialize<List<double[]>>(PickleSerializer.Serialize(new[] { array, array }));

        Assert.Equal([1.5, 2.5], arrays[0]);
        Assert.Same(arrays[0], arrays[1]);
    }

    [Fact]
    public void Of_does_not_copy()
    {
        int[] items = [1, 2];

        var array = PythonArray.Of(items);

        Assert.Equal('i', array.TypeCode);
        Assert.True(MemoryMarshal.Cast<int, byte>(items).Overlaps(array.Bytes.Span));
        Assert.Throws<NotSupportedException>(() => PythonArray.Of([true]));
    }

    private static object? Read(int machineFormat, char typeCode, string bytes) =>
        PickleSerializer.Deserialize(PickleSerializer.Serialize(new PythonObject(
            new PythonGlobal("array", "_array_reconstructor"),
            new PythonTuple(
                new PythonGlobal("array", "array"), $"{typeCode}", (long)machineFormat, Convert.FromHexString(bytes)))));
}
