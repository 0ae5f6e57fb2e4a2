using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public class SurrogateConverterPickleTests
{
    private static readonly PickleOptions Options = PickleOptions.Default
        .WithConverter(new MoneyConverter())
        .WithConverter(new PlaceConverter())
        .WithConverter(new TreeConverter())
        .WithConverter(new TemperatureConverter());

    [Fact]
    public void A_type_is_read_and_written_by_way_of_its_surrogate()
    {
        Assert.Equal("1.50 EUR", Natural(new Money(150, "EUR")));
        Assert.Equal(new Money(150, "EUR"), Survive(new Money(150, "EUR")));
        Assert.Equal(new Place(1, 2), Survive(new Place(1, 2)));
    }

    [Fact]
    public void A_surrogate_serves_nullables_items_keys_and_members()
    {
        Assert.Equal([new Money(1, "A"), null], Survive<List<Money?>>([new Money(1, "A"), null]));
        Assert.Null(Survive<Place?>(null));
        Assert.Equal([new Place(1, 2), null], Survive<Place?[]>([new Place(1, 2), null]));
        Assert.Equal(
            new Dictionary<Money, int> { [new Money(1, "A")] = 1 },
            Survive(new Dictionary<Money, int> { [new Money(1, "A")] = 1 }));
        Assert.Equal(new Halt(new Place(1, 2), 20), Survive(new Halt(new Place(1, 2), 20)));
    }

    [Fact]
    public void A_surrogate_wins_over_what_the_codec_does_otherwise_also_where_no_type_is_asked_for()
    {
        Assert.Equal("20", Natural(20f));
        Assert.Equal(new List<object?> { "20" }, Natural(new List<object?> { 20f }));
        Assert.Equal(20f, Survive<float?>(20f));
    }

    [Fact]
    public void A_shared_value_is_written_once_and_read_once()
    {
        var place = new Place(1, 2);
        var tree = new Tree("root");

        var places = Survive<Place[]>([place, place]);
        var trees = Survive<Tree[]>([tree, tree]);

        Assert.Same(places[0], places[1]);
        Assert.Same(trees[0], trees[1]);
    }

    [Fact]
    public void A_surrogate_may_contain_its_type()
    {
        var back = Survive(new Tree("root", new Tree("leaf"), new Tree("twig", new Tree("bud"))));

        Assert.Equal("root(leaf(),twig(bud()))", back.ToString());
    }

    [Fact]
    public void FromPickle_that_throws_is_an_InvalidCastException()
    {
        var bytes = PickleSerializer.Serialize("no money");

        var error = Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<Money>(bytes, Options));

        Assert.IsType<FormatException>(error.InnerException);
    }

    [Fact]
    public void Options_with_a_converter_leave_the_others_as_they_are()
    {
        Assert.Throws<InvalidCastException>(
            () => PickleSerializer.Deserialize<Money>(PickleSerializer.Serialize(new Money(1, "A"), Options)));
        Assert.NotEqual(PickleOptions.Default, Options);
        Assert.Equal(Options, Options with { });
        Assert.Equal("1.50 EUR", PickleSerializer.Deserialize(
            PickleSerializer.Serialize(new Money(150, "EUR"), Options with { Protocol = 2 })));
    }

    [Fact]
    public void A_type_is_not_its_own_surrogate() =>
        Assert.Throws<ArgumentException>(() => PickleOptions.Default.WithConverter(new Same()));

    private static object? Natural<T>(T value) =>
        PickleSerializer.Deserialize(PickleSerializer.Serialize(value, Options));

    private static T Survive<T>(T value) =>
        PickleSerializer.Deserialize<T>(PickleSerializer.Serialize(value, Options), Options);

    public readonly record struct Money(long Cents, string Currency);

    public sealed record Place(double Latitude, double Longitude);

    public sealed record Halt(Place Place, float Temperature);

    public sealed class Tree(string name, params Tree[] branches)
    {
        public string Name => name;

        public Tree[] Branches => branches;

        public override string ToString() => $"{name}({string.Join<Tree>(',', branches)})";
    }

    private sealed class MoneyConverter : IPickleConverter<Money, string>
    {
        public string ToPickle(Money value) => FormattableString.Invariant($"{value.Cents / 100m:F2} {value.Currency}");

        public Money FromPickle(string value) => value.Split(' ') is [var amount, var currency]
            ? new Money((long)(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture) * 100), currency)
            : throw new FormatException("not money");
    }

    private sealed class PlaceConverter : IPickleConverter<Place, (double, double)>
    {
        public (double, double) ToPickle(Place value) => (value.Latitude, value.Longitude);

        public Place FromPickle((double, double) value) => new(value.Item1, value.Item2);
    }

    private sealed class TreeConverter : IPickleConverter<Tree, Dictionary<string, Tree[]>>
    {
        public Dictionary<string, Tree[]> ToPickle(Tree value) => new() { [value.Name] = value.Branches };

        public Tree FromPickle(Dictionary<string, Tree[]> value) => new(value.Single().Key, value.Single().Value);
    }

    private sealed class TemperatureConverter : IPickleConverter<float, string>
    {
        public string ToPickle(float value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

        public float FromPickle(string value) => float.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class Same : IPickleConverter<int, int>
    {
        public int ToPickle(int value) => value;

        public int FromPickle(int value) => value;
    }
}
