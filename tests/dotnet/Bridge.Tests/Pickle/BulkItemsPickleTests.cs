using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public sealed class BulkItemsPickleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(100_000)]
    public void Pairs_become_one_dict_in_their_order(int count)
    {
        var pairs = Enumerable.Range(0, count).Reverse().ToDictionary(number => $"ключ {number}");

        foreach (var items in new IEnumerable<KeyValuePair<string, int>>[] { pairs, pairs.ToList() })
        {
            var dict = Assert.IsType<PythonDict>(RoundTrip(new DictItems<string, int>(items)));
            Assert.Equal(
                pairs.Select(pair => ((object?)pair.Key, (object?)(long)pair.Value)),
                dict.Select(pair => ((object?)pair.Key, pair.Value)));
        }
    }

    [Fact]
    public void Of_equal_keys_the_last_value_counts_and_the_first_place()
    {
        var items = new DictItems<string, string>([new("a", "1"), new("b", "2"), new("a", "3")]);

        var dict = Assert.IsType<PythonDict>(RoundTrip(items));

        Assert.Equal(["a", "b"], dict.Keys);
        Assert.Equal("3", dict["a"]);
    }

    [Fact]
    public void Values_are_written_by_their_type_and_may_contain_one_another()
    {
        var shared = new List<object?> { 1L };
        var items = new DictItems<int, object?>([new(1, shared), new(2, shared), new(3, null), new(4, new Point(1, 2))]);

        var dict = Assert.IsType<PythonDict>(RoundTrip(items));

        Assert.Same(dict[1L], dict[2L]);
        Assert.Null(dict[3L]);
        Assert.Equal(2L, Assert.IsType<PythonDict>(dict[4L])["y"]);
    }

    [Fact]
    public void A_key_that_is_null_is_refused()
    {
        var items = new DictItems<string, int>([new("a", 1), new(null!, 2)]);

        Assert.Throws<ArgumentNullException>(() => PickleSerializer.Serialize(items));
    }

    [Fact]
    public void A_converter_of_the_caller_is_used_for_keys_and_values()
    {
        var options = new PickleOptions().WithConverter(new Lengths());
        var items = new DictItems<string, string>([new("aa", "b")]);

        var dict = Assert.IsType<PythonDict>(
            PickleSerializer.Deserialize(PickleSerializer.Serialize<object>(items, options)));

        Assert.Equal(1L, dict[2L]);
    }

    [Fact]
    public void Items_of_any_collection_become_a_list()
    {
        foreach (var items in new IEnumerable<byte>[]
        {
            new byte[] { 1, 2, 3 },
            new List<byte> { 1, 2, 3 },
            new HashSet<byte> { 1, 2, 3 },
            Enumerable.Range(1, 3).Select(number => (byte)number),
        })
        {
            Assert.Equal([1L, 2L, 3L], Assert.IsType<List<object?>>(RoundTrip(new ListItems<byte>(items))));
        }
    }

    [Fact]
    public void A_sequence_is_gone_through_once_however_often_it_is_written()
    {
        var runs = 0;
        IEnumerable<int> Numbers()
        {
            runs++;
            yield return 7;
        }

        var items = new ListItems<int>(Numbers());

        Assert.Equal([7L], Assert.IsType<List<object?>>(RoundTrip(items)));
        Assert.Equal([7L], Assert.IsType<List<object?>>(RoundTrip(items)));
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Many_numbers_are_an_array_for_whom_any_iterable_will_do()
    {
        int[] numbers = [.. Enumerable.Range(-500, 1000)];
        var array = PickleSerializer.Serialize(PythonArray.Of(numbers));

        Assert.Equal(array, PickleSerializer.Serialize(new ListItems<int>(numbers, orArray: true)));
        Assert.Equal(array, PickleSerializer.Serialize(new ListItems<int>([.. numbers], orArray: true)));
        var sequence = Enumerable.Range(-500, 1000);
        Assert.Equal(array, PickleSerializer.Serialize(new ListItems<int>(sequence, orArray: true)));
        var one = PickleSerializer.Serialize(new ListItems<int>(numbers[1..], orArray: true));
        Assert.IsType<List<object?>>(PickleSerializer.Deserialize(one));
    }

    [Fact]
    public void Many_numbers_become_a_list_in_Python_where_it_must_be_one()
    {
        var items = new ListItems<byte>(Enumerable.Repeat((byte)1, 1000));

        var pickle = PickleSerializer.Serialize(items, new PickleOptions { Protocol = 4 });

        // What CPython 3.6 writes for builtins.list(array._array_reconstructor(array.array, 'B', 0, b'…')). Later ones
        // write "array" again.
        byte[] before =
        [
            0x80, 4, 0x95, 0x3F, 4, 0, 0, 0, 0, 0, 0,
            0x8C, 8, .. "builtins"u8, 0x94, 0x8C, 4, .. "list"u8, 0x94, 0x93, 0x94,
            0x8C, 5, .. "array"u8, 0x94, 0x8C, 20, .. "_array_reconstructor"u8, 0x94, 0x93, 0x94,
            0x28, 0x68, 3, 0x8C, 5, .. "array"u8, 0x94, 0x93, 0x94,
            0x8C, 1, .. "B"u8, 0x94, 0x4B, 0, 0x42, 0xE8, 3, 0, 0,
        ];
        byte[] behind = [0x94, 0x74, 0x94, 0x52, 0x94, 0x85, 0x94, 0x52, 0x94, 0x2E];
        Assert.Equal(Convert.ToHexString(before), Convert.ToHexString(pickle[..before.Length]));
        Assert.All(pickle[before.Length..^behind.Length], item => Assert.Equal(1, item));
        Assert.Equal(Convert.ToHexString(behind), Convert.ToHexString(pickle[^behind.Length..]));
    }

    [Fact]
    public void Numbers_stay_a_list_where_an_array_is_not_to_be_had()
    {
        var numbers = new ListItems<double>(Enumerable.Repeat(1.5, 1000), orArray: true);
        var small = new PickleOptions { Limits = new PickleLimits { MaxOperandBytes = 7999 } };

        foreach (var options in new[]
        {
            small,
            new PickleOptions { Protocol = 2 },
            new PickleOptions().WithConverter(new Halves()),
            new PickleOptions().WithConverter(new Lengths()), // would make a number of the type code
        })
        {
            var list = PickleSerializer.Deserialize(PickleSerializer.Serialize(numbers, options));
            Assert.Equal(1000, Assert.IsType<List<object?>>(list).Count);
        }

        Assert.IsType<List<object?>>(RoundTrip(new ListItems<bool>(Enumerable.Repeat(true, 1000), orArray: true)));
        var objects = Enumerable.Repeat<object>(1, 1000);
        Assert.IsType<List<object?>>(RoundTrip(new ListItems<object>(objects, orArray: true)));
    }

    // Both ways: as an argument whose type is not known, and with its own type.
    private static object? RoundTrip<T>(T items)
    {
        var pickle = PickleSerializer.Serialize<object?>(items);
        Assert.Equal(pickle, PickleSerializer.Serialize(items));
        return PickleSerializer.Deserialize(pickle);
    }

    private sealed record Point(int X, int Y);

    private sealed class Halves : IPickleConverter<double, long>
    {
        public long ToPickle(double value) => (long)(value * 2);

        public double FromPickle(long value) => value / 2.0;
    }

    private sealed class Lengths : IPickleConverter<string, int>
    {
        public int ToPickle(string value) => value.Length;

        public string FromPickle(int value) => throw new NotSupportedException();
    }
}
