using System.Numerics;
using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public class TypedPickleTests
{
    [Fact]
    public void Deserialize_gives_back_the_type_that_was_serialized()
    {
        AssertSurvives((byte)255);
        AssertSurvives(ushort.MaxValue);
        AssertSurvives(long.MinValue);
        AssertSurvives(ulong.MaxValue);
        AssertSurvives(Int128.MinValue);
        AssertSurvives(BigInteger.Pow(10, 50));
        AssertSurvives(1.5);
        AssertSurvives(1.5f);
        AssertSurvives((Half)1.5);
        AssertSurvives('€');
        AssertSurvives("text");
        AssertSurvives<string?>(null);
        AssertSurvives<int?>(null);
        AssertSurvives<int?>(5);
        AssertSurvives(new Complex(1, -2));
        AssertSurvives<byte[]>([1, 2]);
        AssertSurvives<int[]>([1, 2]);
        AssertSurvives<short[]>([1, 2]);
        AssertSurvives<double?[]>([1.5, null]);
        AssertSurvives<List<string>>(["a", "b"]);
        AssertSurvives<IReadOnlyList<int>>([1, 2]);
        AssertSurvives<IEnumerable<long>>([1, 2]);
        AssertSurvives<IList<Complex>>([1]);
        AssertSurvives(new Dictionary<string, double> { ["a"] = 1 });
        AssertSurvives<IReadOnlyDictionary<short, string[]>>(new Dictionary<short, string[]> { [1] = ["x"] });
        AssertSurvives(new HashSet<int> { 1, 2 });
        AssertSurvives<ISet<string>>(new HashSet<string> { "a" });
        AssertSurvives(ValueTuple.Create(1));
        AssertSurvives((1, "a"));
        AssertSurvives((1, 2, 3, 4, 5, 6, 7L));
        AssertSurvives(KeyValuePair.Create("k", 1));
        AssertSurvives<Dictionary<string, List<(int, string?)>>>(new() { ["a"] = [(1, "a"), (2, null)] });
        AssertSurvives(new PythonTuple(1L, "a"));
        AssertSurvives(new PythonGlobal("m", "C"));
        AssertSurvives(new PythonSlice(1L, null, null));
        AssertSurvives(new PythonFrozenSet([1L]));
    }

    [Fact]
    public void Deserialize_takes_an_int_for_a_float() =>
        Assert.Equal(2.0, PickleSerializer.Deserialize<double>(PickleSerializer.Serialize(2)));

    [Fact]
    public void Deserialize_takes_a_tuple_for_a_list() =>
        Assert.Equal([1, 2], PickleSerializer.Deserialize<List<int>>(PickleSerializer.Serialize((1, 2))));

    [Fact]
    public void Deserialize_of_another_type_says_which() =>
        AssertMismatch<long>("text", "The value is a Python str; long was asked for.");

    [Fact]
    public void Deserialize_of_a_bool_as_int_throws() =>
        AssertMismatch<int>(true, "The value is a Python bool; int was asked for.");

    [Fact]
    public void Deserialize_of_None_as_a_number_throws() =>
        AssertMismatch<double>(null, "The value is a Python None; double was asked for.");

    [Fact]
    public void Deserialize_of_an_int_out_of_range_throws() =>
        AssertMismatch<byte>(256, "The value is a Python int that is out of range of byte.");

    [Fact]
    public void Deserialize_of_a_tuple_of_another_length_throws() =>
        AssertMismatch<(int, int)>((1, 2, 3), "The value is a Python tuple of 3; a tuple of 2 was asked for.");

    [Fact]
    public void Deserialize_of_a_dict_as_list_throws() =>
        AssertMismatch<List<int?>>(
            new PythonDict(), "The value is a Python dict; List<int?> was asked for.");

    [Fact]
    public void Deserialize_of_an_object_as_number_names_its_class() =>
        AssertMismatch<int>(
            new PythonObject(new PythonGlobal("datetime", "date"), []), "The value is a Python datetime.date; int was asked for.");

    [Fact]
    public void Deserialize_of_a_wrong_item_throws() =>
        AssertMismatch<int[]>(new object[] { 1, "x" }, "The value is a Python str; int was asked for.");

    [Fact]
    public void Deserialize_of_a_type_without_converter_throws() =>
        AssertMismatch<DateTime>(5, "The value is a Python int; System.DateTime was asked for.");

    [Fact]
    public void Deserialize_converts_a_shared_list_once()
    {
        var shared = new List<int> { 1 };

        var lists = PickleSerializer.Deserialize<List<int>[]>(PickleSerializer.Serialize(new[] { shared, shared }));

        Assert.Same(lists[0], lists[1]);
    }

    [Fact]
    public void Deserialize_as_object_gives_natural_values()
    {
        var value = PickleSerializer.Deserialize<object>(PickleSerializer.Serialize(new Dictionary<string, int[]> { ["a"] = [1] }));

        var dict = Assert.IsType<PythonDict>(value);
        Assert.Equal([1L], Assert.IsType<List<object?>>(dict["a"]));
    }

    [Fact]
    public void Deserialize_with_object_keys_uses_equality_of_Python()
    {
        var dict = PickleSerializer.Deserialize<Dictionary<object, string>>(
            PickleSerializer.Serialize(new PythonDict { [1L] = "one", [new PythonTuple(1L, "a")] = "tuple" }));

        Assert.Equal("one", dict[1.0]);
        Assert.Equal("tuple", dict[(1, "a")]);
    }

    [Fact]
    public void A_collection_that_contains_itself_by_type_can_be_written()
    {
        var tree = new Tree { new Tree() };

        Assert.Equal("80049506000000000000005d945d94612e", Convert.ToHexStringLower(PickleSerializer.Serialize(tree)));
    }

    private static void AssertSurvives<T>(T value) =>
        Assert.Equal(value, PickleSerializer.Deserialize<T>(PickleSerializer.Serialize(value)));

    private static void AssertMismatch<T>(object? value, string message) =>
        Assert.Equal(
            message,
            Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<T>(PickleSerializer.Serialize(value))).Message);

    private sealed class Tree : List<Tree>;
}
