using System.Buffers;
using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

/// <summary>The expected bytes were read by CPython 3.6, 3.11 and 3.14 to the values that are meant.</summary>
public class PickleWriterTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { null, "4e" },
        { true, "88" },
        { 0, "4b00" },
        { 255L, "4bff" },
        { (ushort)256, "4d0001" },
        { 65536, "4a00000100" },
        { -1, "4affffffff" },
        { (sbyte)-128, "4a80ffffff" },
        { 2147483648L, "8a050000008000" },
        { -2147483649L, "8a05ffffff7fff" },
        { long.MinValue, "8a080000000000000080" },
        { ulong.MaxValue, "8a09ffffffffffffffff00" },
        { BigInteger.Pow(2, 64), "8a09000000000000000001" },
        { (Int128)5, "4b05" },
        { UInt128.MaxValue, "8a11ffffffffffffffffffffffffffffffff00" },
        { 1.5, "473ff8000000000000" },
        { 1.5f, "473ff8000000000000" },
        { (Half)1.5, "473ff8000000000000" },
        { "a", "8c016194" },
        { 'a', "8c0161" },
        { "\ud800", "8c03eda08094" },
        { "a\udc80\ud83d\ude00", "8c0861edb280f09f988094" },
        { new byte[] { 1 }, "43010194" },
        { new ReadOnlyMemory<byte>([1]), "430101" },
        { new PythonByteArray([1]), "8c086275696c74696e73948c096279746561727261799493944301019485945294" },
        { new Complex(1, 2), "8c086275696c74696e73948c07636f6d706c6578949394473ff000000000000047400000000000000086945294" },
        { Array.Empty<int>(), "5d94" },
        { new[] { 1 }, "5d944b0161" },
        { new List<int> { 1, 2 }, "5d94284b014b0265" },
        { new object?[] { null, 1 }, "5d94284e4b0165" },
        { new ArrayList { 1 }, "5d944b0161" },
        { new Queue<int>([1]), "5d944b0161" },
        { Enumerable.Range(1, 2).Where(i => i > 1), "5d944b0261" },
        { ImmutableArray.Create(1, 2), "5d284b014b0265" },
        { new Dictionary<string, int> { ["a"] = 1 }, "7d948c0161944b0173" },
        { new Hashtable { [1] = 2 }, "7d944b014b0273" },
        { new Dictionary<int, int> { [1] = 2 }.ToFrozenDictionary(), "7d944b014b0273" },
        { new HashSet<int> { 1 }, "8f94284b0190" },
        { new SortedSet<int> { 2, 1 }, "8f94284b014b0290" },
        { (1, 2), "4b014b0286" },
        { Tuple.Create(1), "4b018594" },
        { (1, 2, 3, 4, 5, 6, 7, 8), "284b014b024b034b044b054b064b074b0874" },
        { KeyValuePair.Create(1, 2), "4b014b0286" },
        { new PythonTuple(), "29" },
        { new PythonTuple(1, 2, 3, 4), "284b014b024b034b047494" },
        { new PythonFrozenSet([1]), "284b019194" },
        { new PythonDict { [null] = 1 }, "7d944e4b0173" },
        { new PythonGlobal("m", "C"), "8c016d948c0143949394" },
        { new PythonSlice(1, null, null), "8c086275696c74696e73948c05736c6963659493944b014e4e87945294" },
        { new PythonObject(new PythonGlobal("m", "C"), [], PythonObjectKind.New) { State = 1 }, "8c016d948c0143949394298194" + "4b0162" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Serialize_writes_pickle_protocol_4(object? value, string body)
    {
        Assert.Equal("8004" + body + "2e", HexWithoutFrame(PickleSerializer.Serialize(value)));
    }

    private static string HexWithoutFrame(byte[] pickle)
    {
        var start = pickle is [0x80, 4, 0x95, ..] ? 11 : 2;
        return Convert.ToHexStringLower([0x80, 4, .. pickle.AsSpan(start)]);
    }

    [Fact]
    public void Serialize_of_a_shared_list_refers_to_it()
    {
        var shared = new List<int>();

        Assert.Equal("80045d94285d946801652e", HexWithoutFrame(PickleSerializer.Serialize(new[] { shared, shared })));
    }

    [Fact]
    public void Serialize_of_a_tuple_that_contains_itself_writes_it_as_CPython_does()
    {
        var list = new List<object?>();
        var tuple = new PythonTuple(list);
        list.Add(tuple);

        // pickle.dumps of t = ([],); t[0].append(t), without the frame.
        Assert.Equal("80045d946800859461306801" + "2e", HexWithoutFrame(PickleSerializer.Serialize(tuple)));
    }

    [Fact]
    public void Serialize_keeps_cycles_through_every_kind_of_container()
    {
        var instance = new PythonObject(new PythonGlobal("m", "C"), []);
        var dict = new PythonDict { ["self"] = instance };
        instance.State = dict;
        instance.Items = new List<object?> { dict, instance };

        var again = PickleSerializer.Deserialize<PythonObject>(PickleSerializer.Serialize(instance));

        var state = Assert.IsType<PythonDict>(again.State);
        Assert.Same(again, state["self"]);
        Assert.Same(state, again.Items![0]);
        Assert.Same(again, again.Items![1]);
    }

    [Fact]
    public void Serialize_of_a_reducible_asks_once_and_shares_it()
    {
        var reducible = new Reducible();

        var bytes = PickleSerializer.Serialize(new object[] { reducible, reducible });

        var list = Assert.IsType<List<object?>>(PickleSerializer.Deserialize(bytes));
        Assert.Same(list[0], list[1]);
        Assert.Equal(1, reducible.Count);
    }

    [Fact]
    public void Serialize_of_a_long_value_into_a_buffer_writes_the_same_bytes()
    {
        var output = new ArrayBufferWriter<byte>();
        object[] value = [new string('é', 100_000), new byte[100_000], Enumerable.Range(0, 100_000).ToArray()];

        PickleSerializer.Serialize(output, value);

        Assert.Equal(PickleSerializer.Serialize(value), output.WrittenSpan.ToArray());
        var list = Assert.IsType<List<object?>>(PickleSerializer.Deserialize(output.WrittenSpan));
        Assert.Equal(value[0], list[0]);
    }

    [Fact]
    public void Serialize_of_a_state_setter_calls_it_and_drops_the_result()
    {
        // obj, then setter(obj, state) and POP: the sixth item of __reduce__.
        var pickle = "\u0080\u0004cm\nC\n)R\u0094cm\nf\nh\0K\u0005\u0086R0.".ToLatin1Bytes();

        var value = PickleSerializer.Deserialize<PythonObject>(pickle);
        var again = PickleSerializer.Deserialize<PythonObject>(PickleSerializer.Serialize(value));

        Assert.Equal(5L, value.State);
        Assert.Equal(new PythonGlobal("m", "f"), again.StateSetter);
    }

    public static TheoryData<object, string> Refused => new()
    {
        { new CancellationTokenSource(), "System.Threading.CancellationTokenSource" },
        { new MemoryStream(), "System.IO.MemoryStream" },
        { new List<object> { new InvalidOperationException() }, "System.InvalidOperationException" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Serialize_of_a_type_without_equivalent_names_it(object value, string type)
    {
        var error = Assert.Throws<PicklingException>(() => PickleSerializer.Serialize(value));

        Assert.StartsWith($"{type} has no Python equivalent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_of_an_endless_value_throws()
    {
        var arguments = new object?[1];
        var endless = new PythonObject(new PythonGlobal("m", "C"), PythonTuple.Wrap(arguments));
        arguments[0] = endless;

        Assert.Throws<PicklingException>(() => PickleSerializer.Serialize(endless));
    }

    private sealed class Reducible : IPythonReducible
    {
        public int Count { get; private set; }

        public PythonObject Reduce(PickleOptions options)
        {
            Count++;
            return new PythonObject(new PythonGlobal("m", "f"), [1]);
        }
    }
}
