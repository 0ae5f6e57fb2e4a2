using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public class RecordPickleTests
{
    /// <summary>pickle.dumps([{'id': 1, 'full_name': 'Ann'}, {'id': 2, 'full_name': 'Bob'}]), CPython 3.6 to 3.15.</summary>
    private const string People =
        "80049532000000000000005d94287d94288c026964944b018c0966756c6c5f6e616d65948c03416e6e94757d94286802"
        + "4b0268038c03426f629475652e";

    /// <summary>The same by protocol 2.</summary>
    private const string PeopleByProtocol2 =
        "80025d7100287d7101285802000000696471024b01580900000066756c6c5f6e616d65710358"
        + "03000000416e6e7104757d71052868024b0268035803000000426f62710675652e";

    private static readonly List<Person> Ann = [new(1, "Ann"), new(2, "Bob")];

    public enum Level
    {
        Low = 1,
        High = 2,
    }

    [Fact]
    public void Serialize_of_records_writes_what_CPython_writes_for_dicts()
    {
        Assert.Equal(People, Convert.ToHexStringLower(PickleSerializer.Serialize(Ann)));
        Assert.Equal(
            PeopleByProtocol2,
            Convert.ToHexStringLower(PickleSerializer.Serialize(Ann, new PickleOptions { Protocol = 2 })));
        Assert.Equal(
            "8004950b000000000000007d948c026964944b01732e",
            Convert.ToHexStringLower(PickleSerializer.Serialize(new { Id = 1 })));
    }

    [Fact]
    public void Deserialize_of_dicts_gives_records()
    {
        Assert.Equal(Ann, Read<List<Person>>(People));
        Assert.Equal(Ann, Read<List<Person>>(PeopleByProtocol2));
        Assert.Equal(Ann.ConvertAll(p => new Loose { Id = p.Id, FullName = p.FullName }), Read<Loose[]>(People));
        Assert.Equal([new Pair(1, "Ann"), new Pair(2, "Bob")], Read<List<Pair>>(People));
    }

    [Fact]
    public void Deserialize_takes_keys_in_any_order_and_skips_unknown_ones()
    {
        var dicts = new List<object?>
        {
            new PythonDict { ["full_name"] = "Ann", ["age"] = 5L, ["id"] = 1L },
            new PythonDict { ["full_name"] = "Bob", ["tags"] = new List<object?> { 1L }, ["id"] = 2L },
            new PythonDict { ["id"] = 3L, ["full_name"] = "id" },
        };

        Assert.Equal([.. Ann, new Person(3, "id")], Read<List<Person>>(dicts));
    }

    [Fact]
    public void Deserialize_keeps_the_keys_for_whoever_refers_to_them()
    {
        var key = "full_name";
        var value = new PythonTuple(new PythonDict { ["id"] = 1L, [key] = key }, key);

        var (person, name) = Read<(Person, string)>(value);

        Assert.Equal(("full_name", "full_name"), (person.FullName, name));
    }

    [Fact]
    public void Deserialize_without_a_required_key_names_key_and_type()
    {
        var error = Assert.ThrowsAny<InvalidCastException>(() => Read<Person>(new PythonDict { ["id"] = 1L }));

        Assert.Equal(
            "The dict has no 'full_name', which Bridge.Tests.Pickle.RecordPickleTests+Person needs.", error.Message);
        Assert.ThrowsAny<InvalidCastException>(() => Read<Loose>(new PythonDict { ["id"] = 1L }));
        Assert.ThrowsAny<InvalidCastException>(() => Read<Person>(new PythonDict()));
    }

    [Fact]
    public void Deserialize_without_a_key_that_may_miss_gives_its_default()
    {
        var value = Read<Defaults>(new PythonDict { ["name"] = "x" });

        Assert.Equal(new Defaults("x", null, null) { Unit = "kg" }, value);
        Assert.Equal((7, Level.High, 1.5m, "kg"), (value.Count, value.Level, value.Price, value.Unit));
    }

    [Fact]
    public void Deserialize_of_a_wrong_value_names_the_way_to_it()
    {
        var dict = new PythonDict { ["person"] = new PythonDict { ["id"] = "1", ["full_name"] = "Ann" } };

        var error = Assert.Throws<InvalidCastException>(() => Read<Holder>(dict));

        Assert.Equal(
            "'person' of Bridge.Tests.Pickle.RecordPickleTests+Holder: "
            + "'id' of Bridge.Tests.Pickle.RecordPickleTests+Person: The value is a Python str; int was asked for.",
            error.Message);
    }

    [Fact]
    public void Deserialize_refuses_None_for_what_is_never_null()
    {
        Assert.Throws<InvalidCastException>(
            () => Read<Person>(new PythonDict { ["id"] = 1L, ["full_name"] = null }));
        Assert.Null(Read<Person?>((object?)null));
    }

    [Fact]
    public void Deserialize_of_what_the_constructor_refuses_throws_InvalidCastException()
    {
        var error = Assert.Throws<InvalidCastException>(() => Read<Positive>(new PythonDict { ["value"] = -1L }));

        Assert.IsType<ArgumentOutOfRangeException>(error.InnerException);
    }

    [Fact]
    public void Deserialize_gives_one_instance_for_one_object()
    {
        var shared = new Person(1, "Ann");
        var bytes = PickleSerializer.Serialize<Person[]>([shared, shared, new(1, "Ann")]);

        var people = PickleSerializer.Deserialize<Person[]>(bytes);
        var slow = PickleSerializer.Deserialize<(Person[], PythonDict)>(
            PickleSerializer.Serialize((PickleSerializer.Deserialize(bytes), new PythonDict { [1L] = null }))).Item1;

        Assert.Same(people[0], people[1]);
        Assert.NotSame(people[0], people[2]);
        Assert.Same(slow[0], slow[1]);
    }

    [Fact]
    public void Records_of_records_survive()
    {
        var tree = new Node(1, [new Node(2, null), new Node(3, [])]);

        var back = Survive(tree);

        Assert.Equal([2, 3], back.Children!.Select(c => c.Value));
        Assert.Empty(back.Children![1].Children!);
        Assert.Equal(new Holder(Ann[0]), Survive(new Holder(Ann[0])));
        Assert.Equal([new Pair(1, "a"), null], Survive<Pair?[]>([new Pair(1, "a"), null]));
        Assert.Equal(new { Id = 1, Tags = "x" }, SurviveLike(new { Id = 1, Tags = "x" }));
    }

    [Fact]
    public void Serialize_of_many_records_of_several_types_is_read_by_both_ways()
    {
        var values = Enumerable.Range(0, 3000).Select(i => new Holder(new Person(i, $"name {i}"))).ToList();
        var bytes = PickleSerializer.Serialize(values);

        Assert.Equal(values, PickleSerializer.Deserialize<List<Holder>>(bytes));
        Assert.Equal(bytes, PickleSerializer.Serialize(PickleSerializer.Deserialize(bytes)));
    }

    [Fact]
    public void NamingPolicy_names_the_keys()
    {
        var options = new PickleOptions { NamingPolicy = PickleNamingPolicy.CamelCase };

        Assert.Equal(["id", "fullName"], KeysOf(Ann[0], options));
        Assert.Equal(["Id", "FullName"], KeysOf(Ann[0], options with { NamingPolicy = PickleNamingPolicy.Unchanged }));
        Assert.Equal(["a:Id", "a:FullName"], KeysOf(Ann[0], options with { NamingPolicy = new Prefix() }));
        Assert.NotEqual(new PickleOptions(), options);
        Assert.Equal(new PickleOptions { NamingPolicy = PickleNamingPolicy.CamelCase }, options);
    }

    [Fact]
    public void Attributes_name_and_hide_properties()
    {
        Assert.Equal(["class", "half"], KeysOf(new Named("x"), null));
        Assert.Equal(new Named("x"), Survive(new Named("x")));
    }

    [Fact]
    public void Serialize_of_a_derived_type_writes_all_its_properties_base_first() =>
        Assert.Equal(["id", "full_name", "pay"], KeysOf<Person>(new Employee(1, "Ann", 5), null));

    [Fact]
    public void Two_properties_of_one_name_are_refused() =>
        Assert.Throws<InvalidOperationException>(() => PickleSerializer.Serialize(new Twice(1, 2)));

    [Fact]
    public void Serialize_of_what_is_no_record_throws()
    {
        Assert.Throws<PicklingException>(() => PickleSerializer.Serialize(new Closable()));
        Assert.Throws<PicklingException>(() => PickleSerializer.Serialize(new Nothing()));
        Assert.Throws<PicklingException>(() => PickleSerializer.Serialize(new StringWriter()));
        Assert.Throws<PicklingException>(() => PickleSerializer.Serialize<Func<int>>(() => 1));
        Assert.Throws<PicklingException>(() => PickleSerializer.Serialize(typeof(int)));
        Assert.Throws<PicklingException>(() => PickleSerializer.Serialize(Task.FromResult(1)));
        Assert.Throws<PicklingException>(() => PickleSerializer.Serialize(new InvalidOperationException("no value")));
    }

    [Fact]
    public void Serialize_of_a_record_that_contains_itself_is_written_once_and_not_read()
    {
        var loop = new Ring();
        loop.Next = loop;
        var bytes = PickleSerializer.Serialize(loop);

        var dict = (PythonDict)PickleSerializer.Deserialize(bytes)!;

        Assert.Same(dict, dict["next"]);
        Assert.Throws<UnpicklingException>(() => PickleSerializer.Deserialize<Ring>(bytes));
    }

    [Fact]
    public void Deserialize_of_a_type_without_a_fitting_constructor_says_so()
    {
        var error = Assert.Throws<InvalidCastException>(() => Read<NoWayBack>(new PythonDict { ["total"] = 1L }));

        Assert.Contains("public constructor", error.Message, StringComparison.Ordinal);
        Assert.Equal(["total"], KeysOf(new NoWayBack([1]), null));
    }

    private static IEnumerable<object?> KeysOf<T>(T value, PickleOptions? options) =>
        ((PythonDict)PickleSerializer.Deserialize(PickleSerializer.Serialize(value, options))!).Keys;

    private static T Read<T>(string hex) => PickleSerializer.Deserialize<T>(Convert.FromHexString(hex));

    private static T Read<T>(object? natural) => PickleSerializer.Deserialize<T>(PickleSerializer.Serialize(natural));

    private static T Survive<T>(T value) => PickleSerializer.Deserialize<T>(PickleSerializer.Serialize(value));

    private static T SurviveLike<T>(T value) => Survive(value);

    public record Person(int Id, string FullName);

    public sealed record Employee(int Id, string FullName, int Pay) : Person(Id, FullName);

    public sealed record Holder(Person Person);

    public readonly record struct Pair(long Id, string FullName);

    public sealed record Node(int Value, List<Node>? Children);

    public sealed record Defaults(string Name, string? Note, int? Size, int Count = 7, Level Level = Level.High, Level? Next = null)
    {
        public decimal Price { get; init; } = 1.5m;

        public string Unit { get; set; } = "kg";
    }

    public sealed record Named([property: PythonName("class")] string Kind)
    {
        public int Half => 2;

        [PythonIgnore]
        public int Secret => throw new InvalidOperationException("nobody asked");
    }

    public sealed record Positive
    {
        public Positive(int value)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Value = value;
        }

        public int Value { get; }
    }

    public sealed record Loose
    {
        public int Id { get; set; }

        public required string FullName { get; init; }
    }

    public sealed class Ring
    {
        public Ring? Next { get; set; }
    }

    public sealed class NoWayBack(int[] parts)
    {
        public int Total => parts.Sum();
    }

    private sealed record Twice([property: PythonName("a")] int X, [property: PythonName("a")] int Y);

    private sealed class Closable : IDisposable
    {
        public int Value => 1;

        public void Dispose()
        {
        }
    }

    private sealed class Nothing;

    private sealed class Prefix : PickleNamingPolicy
    {
        public override string ConvertName(string name) => "a:" + name;
    }
}
