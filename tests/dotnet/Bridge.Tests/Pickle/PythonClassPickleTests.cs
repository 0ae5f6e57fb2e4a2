using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public class PythonClassPickleTests
{
    /// <summary>pickle.dumps(shop.Order(1, 'Ann')), an instance with id and full_name in its __dict__.</summary>
    private const string PlainOrder =
        "80049533000000000000008c0473686f70948c054f726465729493942981947d94288c026964944b018c0966756c6c5f6e616d65948c03416e"
        + "6e9475622e";

    /// <summary>The same by protocol 0.</summary>
    private const string OrderByProtocol0 =
        "63636f70795f7265670a5f7265636f6e7374727563746f720a70300a286373686f700a4f726465720a70310a635f5f6275696c74696e5f5f0a"
        + "6f626a6563740a70320a4e7470330a5270340a286470350a5669640a70360a49310a735666756c6c5f6e616d650a70370a56416e6e0a7038"
        + "0a73622e";

    /// <summary>An instance with id and full_name in its __slots__.</summary>
    private const string SlotsOrder =
        "80049536000000000000008c0473686f70948c05536c6f74739493942981944e7d94288c026964944b018c0966756c6c5f6e616d65948c0341"
        + "6e6e94758694622e";

    /// <summary>pickle.dumps(shop.P(1, 2)), a namedtuple.</summary>
    private const string NamedTuplePoint = "80049516000000000000008c0473686f70948c01509493944b014b02869481942e";

    /// <summary>pickle.dumps([shop.Color.RED, shop.Color.RED]).</summary>
    private const string TwoReds =
        "8004951e000000000000005d94288c0473686f70948c05436f6c6f729493944b01859452946805652e";

    [PythonClass("shop.Color")]
    public enum Color
    {
        Red = 1,
        DarkRed = 2,
    }

    [Flags]
    [PythonClass("shop.Access")]
    public enum Access : byte
    {
        None = 0,
        Read = 1,
        Write = 2,
    }

    [Fact]
    public void An_instance_with_attributes_is_written_as_CPython_does_and_read()
    {
        AssertBytes(PlainOrder, new Order(1, "Ann"));
        Assert.Equal(new Order(1, "Ann"), Read<Order>(PlainOrder));
        Assert.Equal(new Order(1, "Ann"), Read<Order>(OrderByProtocol0));
    }

    [Fact]
    public void An_instance_with_slots_is_read() => Assert.Equal(new Slots(1, "Ann"), Read<Slots>(SlotsOrder));

    [Fact]
    public void A_namedtuple_is_written_as_CPython_does_and_read()
    {
        AssertBytes(NamedTuplePoint, new Point(1, 2));
        Assert.Equal(new Point(1, 2), Read<Point>(NamedTuplePoint));
        Assert.Null(Read<Point?>("80044e2e"));
    }

    [Fact]
    public void An_enum_is_written_as_CPython_does_and_read()
    {
        AssertBytes(TwoReds, new List<Color> { Color.Red, Color.Red });
        Assert.Equal([Color.Red, Color.Red], Read<List<Color>>(TwoReds));
        Assert.Equal(Access.Read | Access.Write, Survive(Access.Read | Access.Write));
    }

    [Fact]
    public void An_enum_by_getattr_is_read()
    {
        var member = new PythonObject(
            new PythonGlobal("builtins", "getattr"), new PythonTuple(new PythonGlobal("shop", "Color"), "DARK_RED"));

        Assert.Equal(Color.DarkRed, PickleSerializer.Deserialize<Color>(PickleSerializer.Serialize(member)));
    }

    [Fact]
    public void A_class_that_is_called_gets_its_properties_in_order()
    {
        var bytes = PickleSerializer.Serialize(new Job("a", 2));

        var call = Assert.IsType<PythonObject>(PickleSerializer.Deserialize(bytes));

        Assert.Equal(("shop.models", "Outer.Job"), (call.Class!.Module, call.Class.Name));
        Assert.Equal((PythonObjectKind.Reduce, new PythonTuple("a", 2L)), (call.Kind, call.Arguments));
        Assert.Equal(new Job("a", 2), PickleSerializer.Deserialize<Job>(bytes));
    }

    [Fact]
    public void Reading_another_class_names_both()
    {
        var error = Assert.Throws<InvalidCastException>(() => Read<Slots>(PlainOrder));

        Assert.Equal(
            "The value is a Python shop.Order; shop.Slots was asked for, which is "
            + "Bridge.Tests.Pickle.PythonClassPickleTests+Slots.",
            error.Message);
        Assert.Throws<InvalidCastException>(
            () => PickleSerializer.Deserialize<Order>(PickleSerializer.Serialize(new { Id = 1, FullName = "x" })));
        Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<Color>(PickleSerializer.Serialize(1)));
    }

    [Fact]
    public void WithClass_makes_instances_where_no_type_is_asked_for()
    {
        var options = PickleOptions.Default.WithClass<Order>().WithClass<Point>().WithClass<Color>();
        var values = new List<object?> { new Order(1, "Ann"), new Point(1, 2), Color.DarkRed, new Slots(1, "b") };

        var read = (List<object?>)PickleSerializer.Deserialize(PickleSerializer.Serialize(values), options)!;

        Assert.Equal(values[..3], read[..3]);
        Assert.IsType<PythonObject>(read[3]);
        Assert.Equal(
            new Box(new Order(1, "Ann")),
            PickleSerializer.Deserialize<Box>(PickleSerializer.Serialize(new Box(values[0])), options));
    }

    [Fact]
    public void WithClass_gives_one_instance_for_one_object_also_to_who_asks_for_the_type()
    {
        var order = new Order(1, "Ann");
        var bytes = PickleSerializer.Serialize<object?[]>([order, order]);

        var natural = (List<object?>)PickleSerializer.Deserialize(bytes, PickleOptions.Default.WithClass<Order>())!;
        var typed = PickleSerializer.Deserialize<Order[]>(bytes);

        Assert.Same(natural[0], natural[1]);
        Assert.Same(typed[0], typed[1]);
        Assert.Equal(order, natural[0]);
    }

    [Fact]
    public void WithClass_uses_the_naming_policy_of_the_options_that_read()
    {
        var camel = PickleOptions.Default.WithClass<Order>() with { NamingPolicy = PickleNamingPolicy.CamelCase };
        var bytes = PickleSerializer.Serialize(new Order(1, "Ann"), camel);

        Assert.Equal(new Order(1, "Ann"), PickleSerializer.Deserialize(bytes, camel));
        Assert.IsType<PythonObject>(PickleSerializer.Deserialize(bytes, PickleOptions.Default.WithClass<Order>()));
    }

    [Fact]
    public void WithClass_of_a_type_without_attribute_throws() =>
        Assert.Throws<InvalidOperationException>(() => PickleOptions.Default.WithClass<Box>());

    [Fact]
    public void A_class_name_without_module_throws() =>
        Assert.Throws<InvalidOperationException>(() => PickleSerializer.Serialize(new Homeless(1)));

    [Fact]
    public void A_state_of_values_in_order_is_read()
    {
        var frozen = new PythonObject(new PythonGlobal("shop", "Slots"), PythonTuple.Empty, PythonObjectKind.New)
        {
            State = new List<object?> { 1L, "Ann" },
        };

        Assert.Equal(new Slots(1, "Ann"), PickleSerializer.Deserialize<Slots>(PickleSerializer.Serialize(frozen)));
    }

    [Fact]
    public void An_instance_without_a_required_attribute_names_it()
    {
        var empty = new PythonObject(new PythonGlobal("shop", "Order"), PythonTuple.Empty, PythonObjectKind.New)
        {
            State = new PythonDict { ["id"] = 1L },
        };

        var error = Assert.ThrowsAny<InvalidCastException>(
            () => PickleSerializer.Deserialize<Order>(PickleSerializer.Serialize(empty)));

        Assert.Contains("instance of shop.Order has no 'full_name'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registered_class_whose_part_still_grows_stays_inert()
    {
        // outer = []; c = m.C(); c.owner = outer; outer += [c, 5]
        var pickle = "\u0080\u0004]q\0(cm\nC\n)\u0081q\u0001}\u008c\u0005ownerh\0sbK\u0005e.".ToLatin1Bytes();

        var outer = Assert.IsType<List<object?>>(
            PickleSerializer.Deserialize(pickle, new PickleOptions().WithClass<Part>()));

        var part = Assert.IsType<PythonObject>(outer[0]);
        Assert.Same(outer, Assert.IsType<PythonDict>(part.State)["owner"]);
        Assert.Equal(5L, outer[1]);
    }

    [Fact]
    public void Registered_classes_share_what_they_share_in_Python()
    {
        // c, d = m.C(), m.C(); c.owner = d.owner = [5]; [c, d]
        var pickle = ("\u0080\u0004](cm\nC\n)\u0081}\u008c\u0005owner]q\0K\u0005asb"
            + "cm\nC\n)\u0081}\u008c\u0005ownerh\0sbe.").ToLatin1Bytes();

        var parts = Assert.IsType<List<object?>>(
            PickleSerializer.Deserialize(pickle, new PickleOptions().WithClass<Part>()));

        var (first, second) = (Assert.IsType<Part>(parts[0]), Assert.IsType<Part>(parts[1]));
        Assert.Equal([5L], first.Owner);
        Assert.Same(first.Owner, second.Owner);
    }

    private static void AssertBytes<T>(string hex, T value) =>
        Assert.Equal(hex, Convert.ToHexStringLower(PickleSerializer.Serialize(value)));

    private static T Read<T>(string hex) => PickleSerializer.Deserialize<T>(Convert.FromHexString(hex));

    private static T Survive<T>(T value) => PickleSerializer.Deserialize<T>(PickleSerializer.Serialize(value));

    [PythonClass("shop.Order")]
    public sealed record Order(int Id, string FullName)
    {
        public int Twice => 2 * Id;
    }

    [PythonClass("shop.Slots")]
    public sealed record Slots(int Id, string FullName);

    [PythonClass("shop.P", Form = PythonClassForm.NamedTuple)]
    public sealed record Point(int X, int Y);

    [PythonClass("shop.models:Outer.Job", Form = PythonClassForm.Call)]
    public sealed record Job(string Name, int Count);

    [PythonClass("Homeless")]
    public sealed record Homeless(int Id);

    public sealed record Box(object? Content);

    [PythonClass("m.C")]
    public sealed record Part(List<object?>? Owner);
}
