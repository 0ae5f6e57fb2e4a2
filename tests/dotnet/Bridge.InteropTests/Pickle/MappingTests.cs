using Bridge.Pickle;

namespace Bridge.InteropTests.Pickle;

/// <summary>Records, mapped classes and enums against the real thing: both directions, checked by Python.</summary>
public class MappingTests
{
    /// <summary>
    /// Prints a pickle of all values; then reads one for each of them, and prints what differs in type or value.
    /// </summary>
    private const string Program = """
        import collections, enum, pickle, sys, types

        try:
            import dataclasses
        except ImportError:
            dataclasses = None

        module = sys.modules["shop"] = types.ModuleType("shop")

        def shop(thing):
            thing.__module__ = "shop"
            setattr(module, thing.__name__, thing)
            return thing

        class Equal:
            def __eq__(self, other):
                names = getattr(self, "__slots__", None) or self.__dict__
                return type(self) is type(other) and all(getattr(self, n) == getattr(other, n) for n in names)

        @shop
        class Plain(Equal):
            def __init__(self, id, full_name):
                self.id, self.full_name = id, full_name

        @shop
        class Slotted(Equal):
            __slots__ = ("id", "full_name")
            def __init__(self, id, full_name):
                self.id, self.full_name = id, full_name

        Point = shop(collections.namedtuple("Point", "x y"))
        Color = shop(enum.Enum("Color", "RED DARK_RED"))
        Size = shop(enum.IntEnum("Size", "SMALL LARGE"))
        Access = shop(enum.Flag("Access", "READ WRITE"))

        def dataclass(name, **options):
            if dataclasses is None or ("slots" in options and sys.version_info < (3, 10)):
                return shop(type(name, (Plain,), {}))
            made = dataclasses.make_dataclass(name, [("id", int), ("full_name", str)], **options)
            made.__qualname__ = name
            return shop(made)

        Data, Frozen = dataclass("Data"), dataclass("Frozen", frozen=True)
        Slots, FrozenSlots = dataclass("Slots", slots=True), dataclass("FrozenSlots", slots=True, frozen=True)

        shared = Data(7, "shared")
        values = {
            "plain": Plain(1, "Ann"), "slotted": Slotted(2, "Bob"), "point": Point(1, 2.5),
            "color": Color.DARK_RED, "size": Size.LARGE, "access": Access.READ | Access.WRITE,
            "data": Data(3, "Eve"), "frozen": Frozen(4, "Joe"),
            "slots": Slots(5, "Kim"), "frozen_slots": FrozenSlots(6, "Lee"),
            "rows": [{"id": i, "full_name": "row %d" % i} for i in range(3000)], "shared": [shared, shared],
        }
        for protocol in (2, 3, 4):
            print(pickle.dumps(values, protocol).hex(), flush=True)
            back = pickle.loads(bytes.fromhex(sys.stdin.readline().strip()))
            wrong = [k for k in values if type(back[k]) is not type(values[k]) or back[k] != values[k]]
            if back["shared"][0] is not back["shared"][1]:
                wrong.append("identity")
            print(" ".join(wrong) or "equal", flush=True)
        """;

    public static TheoryData<TestPython> Pythons =>
        [.. new[] { TestPythons.All[0], TestPythons.All[TestPythons.All.Count / 2], TestPythons.All[^1] }.Distinct()];

    [PythonClass("shop.Color")]
    public enum Color
    {
        Red = 1,
        DarkRed = 2,
    }

    [PythonClass("shop.Size")]
    public enum Size
    {
        Small = 1,
        Large = 2,
    }

    [Flags]
    [PythonClass("shop.Access")]
    public enum Access
    {
        None = 0,
        Read = 1,
        Write = 2,
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Mapped_values_go_to_Python_and_back(TestPython python)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var script = PythonScript.Start(python.Path, Program);
        foreach (var protocol in (int[])[2, 3, 4])
        {
            var pickle = Convert.FromHexString(await script.ReadLineAsync(cancellationToken));
            var values = PickleSerializer.Deserialize<Values>(pickle);

            Assert.Equal(new Plain(1, "Ann"), values.Plain);
            Assert.Equal(new Slotted(2, "Bob"), values.Slotted);
            Assert.Equal(new Point(1, 2.5), values.Point);
            Assert.Equal((Color.DarkRed, Size.Large), (values.Color, values.Size));
            Assert.Equal(Access.Read | Access.Write, values.Access);
            Assert.Equal((new Data(3, "Eve"), new Frozen(4, "Joe")), (values.Data, values.Frozen));
            Assert.Equal((new Slots(5, "Kim"), new FrozenSlots(6, "Lee")), (values.Slots, values.FrozenSlots));
            Assert.Equal(3000, values.Rows.Count);
            Assert.Equal(new Row(2999, "row 2999"), values.Rows[^1]);
            Assert.Same(values.Shared[0], values.Shared[1]);

            var back = PickleSerializer.Serialize(values, new PickleOptions { Protocol = protocol });
            await script.WriteLineAsync(Convert.ToHexStringLower(back));
            Assert.Equal("equal", await script.ReadLineAsync(cancellationToken));
        }
    }

    [PythonClass("shop.Plain")]
    public sealed record Plain(int Id, string FullName);

    [PythonClass("shop.Slotted", Form = PythonClassForm.Call)]
    public sealed record Slotted(int Id, string FullName);

    [PythonClass("shop.Data")]
    public sealed record Data(int Id, string FullName);

    [PythonClass("shop.Frozen")]
    public sealed record Frozen(int Id, string FullName);

    [PythonClass("shop.Slots", Form = PythonClassForm.Call)]
    public sealed record Slots(int Id, string FullName);

    [PythonClass("shop.FrozenSlots", Form = PythonClassForm.Call)]
    public sealed record FrozenSlots(int Id, string FullName);

    [PythonClass("shop.Point", Form = PythonClassForm.NamedTuple)]
    public readonly record struct Point(int X, double Y);

    public sealed record Row(int Id, string FullName);

    public sealed record Values(
        Plain Plain,
        Slotted Slotted,
        Point Point,
        Color Color,
        Size Size,
        Access Access,
        Data Data,
        Frozen Frozen,
        Slots Slots,
        FrozenSlots FrozenSlots,
        List<Row> Rows,
        List<Data> Shared);
}
