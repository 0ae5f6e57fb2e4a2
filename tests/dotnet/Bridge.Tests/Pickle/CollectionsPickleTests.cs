using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

/// <summary>The literals come from CPython 3.11; 3.6 to 3.15 write the same.</summary>
public class CollectionsPickleTests
{
    [Theory]
    [InlineData("800263636f6c6c656374696f6e730a4f726465726564446963740a7100295271014b014b02732e")] // od, protocol 2
    [InlineData("80049527000000000000008c0b636f6c6c656374696f6e73948c0b4f726465726564446963749493942952944b014b02732e"
        + "")] // od, protocol 4
    [InlineData("800263636f6c6c656374696f6e730a4f726465726564446963740a7100295271017d710258010000007871034b0573622e"
        + "")] // od2, protocol 2
    [InlineData("8004952c000000000000008c0b636f6c6c656374696f6e73948c0b4f726465726564446963749493942952947d948c017894"
        + "4b0573622e")] // od2, protocol 4
    [InlineData("800263636f6c6c656374696f6e730a436f756e7465720a71007d71012858010000006171024b0258010000006271034b0175"
        + "8571045271052e")] // cn, protocol 2
    [InlineData("8004952f000000000000008c0b636f6c6c656374696f6e73948c07436f756e7465729493947d94288c0161944b028c016294"
        + "4b0175859452942e")] // cn, protocol 4
    [InlineData("800263636f6c6c656374696f6e730a64657175650a710029527101284b014b02652e")] // dq, protocol 2
    [InlineData("80049522000000000000008c0b636f6c6c656374696f6e73948c056465717565949394295294284b014b02652e")] // dq, protocol 4
    [InlineData("800263636f6c6c656374696f6e730a64657175650a7100294b038671015271024b01612e")] // dq3, protocol 2
    [InlineData("80049523000000000000008c0b636f6c6c656374696f6e73948c056465717565949394294b03869452944b01612e")] // dq3, protocol 4
    [InlineData("800263636f6c6c656374696f6e730a64657175650a7100295271012e")] // dqe, protocol 2
    [InlineData("8004951c000000000000008c0b636f6c6c656374696f6e73948c0564657175659493942952942e")] // dqe, protocol 4
    [InlineData("800263636f6c6c656374696f6e730a64657175650a7100294b028671015271022e")] // dqme, protocol 2
    [InlineData("80049520000000000000008c0b636f6c6c656374696f6e73948c056465717565949394294b02869452942e")] // dqme, protocol 4
    [InlineData("800263636f6c6c656374696f6e730a64656661756c74646963740a7100635f5f6275696c74696e5f5f0a6c6973740a710185"
        + "71025271034b015d71044b0261732e")] // dd, protocol 2
    [InlineData("8004953f000000000000008c0b636f6c6c656374696f6e73948c0b64656661756c74646963749493948c086275696c74696e"
        + "73948c046c697374949394859452944b015d944b0261732e")] // dd, protocol 4
    [InlineData("800263636f6c6c656374696f6e730a64656661756c74646963740a7100295271012e")] // ddn, protocol 2
    [InlineData("80049522000000000000008c0b636f6c6c656374696f6e73948c0b64656661756c74646963749493942952942e")] // ddn, protocol 4
    public void What_CPython_wrote_is_written_again_byte_for_byte(string hex)
    {
        var pickle = Convert.FromHexString(hex);

        var value = PickleSerializer.Deserialize(pickle);

        Assert.True(value is PythonOrderedDict or PythonCounter or PythonDefaultDict or PythonDeque, $"{value}");
        var written = PickleSerializer.Serialize(value, new PickleOptions { Protocol = pickle[1] });
        Assert.Equal(hex, Convert.ToHexStringLower(written));
    }

    [Fact]
    public void An_ordered_dict_keeps_what_was_set_on_it()
    {
        var dict = Read<PythonOrderedDict>(new PythonOrderedDict { Attributes = new() { ["x"] = 5L }, [1L] = 2L });

        Assert.Equal((2L, 5L), (dict[1L], dict.Attributes!["x"]));
    }

    [Fact]
    public void A_default_dict_keeps_its_factory()
    {
        var dict = Read<PythonDefaultDict>(new PythonDefaultDict(new PythonGlobal("builtins", "list")) { ["a"] = 1L });

        Assert.Equal(new PythonGlobal("builtins", "list"), dict.Factory);
        Assert.False(dict.ContainsKey("b"));
    }

    [Fact]
    public void The_dicts_are_read_as_any_dictionary_type()
    {
        var counts = PickleSerializer.Serialize(new PythonCounter { ["a"] = 2L, ["b"] = 1L });
        var ordered = PickleSerializer.Serialize(new PythonOrderedDict { ["a"] = 2L });

        Assert.Equal(new Dictionary<string, int> { ["a"] = 2, ["b"] = 1 }, PickleSerializer.Deserialize<Dictionary<string, int>>(counts));
        Assert.Equal(2.0, PickleSerializer.Deserialize<IReadOnlyDictionary<string, double>>(ordered)["a"]);
    }

    [Fact]
    public void A_counter_of_objects_is_complete()
    {
        var color = new PythonObject(new PythonGlobal("m", "Color"), new PythonTuple(1L));

        var counter = Read<PythonCounter>(new PythonCounter { [color] = 3L });

        var (key, count) = Assert.Single(counter);
        Assert.Equal(("m.Color", 3L), (Assert.IsType<PythonObject>(key).ClassName, count));
    }

    [Fact]
    public void A_deque_is_read_as_any_list_type()
    {
        var pickle = PickleSerializer.Serialize(new PythonDeque([1L, 2L], 5));

        Assert.Equal([1, 2], PickleSerializer.Deserialize<int[]>(pickle));
        Assert.Equal([1, 2], PickleSerializer.Deserialize<List<int>>(pickle));
        Assert.Equal([1L, 2L], PickleSerializer.Deserialize<IEnumerable<object>>(pickle));
        Assert.Equal(5, PickleSerializer.Deserialize<PythonDeque>(pickle).MaxLength);
    }

    [Fact]
    public void A_deque_may_contain_itself()
    {
        var deque = new PythonDeque { 1L };
        deque.Add(deque);

        var read = Read<PythonDeque>(deque);

        Assert.Same(read, read[1]);
    }

    [Fact]
    public void A_full_deque_drops_from_the_other_end()
    {
        var deque = new PythonDeque([1L, 2L, 3L, 4L], maxLength: 3);
        Assert.Equal([2L, 3L, 4L], deque);

        deque.AddFirst(1L);
        Assert.Equal([1L, 2L, 3L], deque);
        Assert.Equal((1L, 3L), (deque.TakeFirst(), deque.TakeLast()));
        deque.Insert(0, 0L);
        deque.Insert(2, 9L);
        Assert.Equal([0L, 2L, 9L], deque);
        Assert.Throws<InvalidOperationException>(() => deque.Insert(1, 5L));
        Assert.True(deque.Remove(2.0));
        Assert.Equal([0L, 9L], deque);
        Assert.Throws<ArgumentOutOfRangeException>(() => deque[2]);
        Assert.Empty(new PythonDeque([1L], maxLength: 0));
    }

    [Fact]
    public void Equality_is_that_of_Python()
    {
        var ab = new PythonOrderedDict { ["a"] = 1L, ["b"] = 2L };
        var ba = new PythonOrderedDict { ["b"] = 2L, ["a"] = 1L };
        var plain = new PythonDict { ["b"] = 2L, ["a"] = 1L };

        Assert.False(PythonEqualityComparer.Instance.Equals(ab, ba));
        Assert.True(PythonEqualityComparer.Instance.Equals(ab, plain));
        Assert.True(PythonEqualityComparer.Instance.Equals(new PythonDeque([1L]), new PythonDeque([1.0], 3)));
        Assert.False(PythonEqualityComparer.Instance.Equals(new PythonDeque([1L]), new List<object?> { 1L }));
        Assert.Throws<ArgumentException>(() => new PythonDict { [new PythonDeque()] = 1L });
    }

    [Fact]
    public void ToString_names_the_type()
    {
        Assert.Equal("OrderedDict({'a': 1})", new PythonOrderedDict { ["a"] = 1L }.ToString());
        Assert.Equal("defaultdict(<builtins.int>, {'a': 1})", new PythonDefaultDict(new PythonGlobal("builtins", "int")) { ["a"] = 1L }.ToString());
        Assert.Equal("Counter({'a': 1})", new PythonCounter { ["a"] = 1L }.ToString());
        Assert.Equal("deque([1], maxlen=3)", new PythonDeque([1L], 3).ToString());
    }

    private static T Read<T>(T value) => Assert.IsType<T>(PickleSerializer.Deserialize(PickleSerializer.Serialize(value)));
}
