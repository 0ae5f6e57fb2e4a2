using System.Numerics;
using Bridge.Pickle;
using Bridge.Workers;

namespace Bridge.Tests.Workers;

public class ValueComparisonTests
{
    public static TheoryData<object?, object?> Same => new()
    {
        { null, null },
        { 1L, 1.0 },
        { 1.0, 1m },
        { 1.1, 1.1m },
        { 1.1, new PythonDecimal("1.10") },
        { 1L << 53, 9007199254740992.0 },
        { BigInteger.One << 100, Math.ScaleB(1, 100) },
        { double.NaN, double.NaN },
        { new PythonDecimal("NaN"), new PythonDecimal("NaN") },
        { 0.0, -0.0 },
        { double.NegativeInfinity, double.NegativeInfinity },
        { new Complex(1, double.NaN), new Complex(1, double.NaN) },
        { "a", "a" },
        { "ab"u8.ToArray(), new PythonByteArray("ab"u8.ToArray()) },
        { new List<object?> { 1L, null }, new PythonTuple(1.0, null) },
        { PythonArray.Of([1.5, 2.5]), new List<object?> { 1.5, 2.5 } },
        { NumpyArray.Of([1.0, 2, 3, 4], 2, 2), new List<object?> { new PythonTuple(1L, 2L), new PythonTuple(3L, 4L) } },
        { new HashSet<object?>(PythonEqualityComparer.Instance) { 1L }, new PythonFrozenSet([1L]) },
        { Dict(("a", 1L), ("b", 2L)), Dict(("b", 2L), ("a", 1L)) },
        { new DateOnly(2024, 2, 29), new DateOnly(2024, 2, 29) },
        { new PythonException("ValueError", "x", 1L), new PythonException("ValueError", "x", 1L) },
        { Made("shop.Order", Dict(("id", 1L))), Dict(("id", 1L)) },
        { Enum("RED"), Enum("RED") },
    };

    public static TheoryData<object?, object?, RowDifferenceKind> Different => new()
    {
        { null, 0L, RowDifferenceKind.Value },
        { null, "", RowDifferenceKind.Value },
        { 1L, 2L, RowDifferenceKind.Value },
        { 1L, "1", RowDifferenceKind.Value },
        { 1m, "1", RowDifferenceKind.Value },
        { true, 1L, RowDifferenceKind.Type },
        { 0.0, false, RowDifferenceKind.Type },
        { true, false, RowDifferenceKind.Value },
        { (1L << 53) + 1, 1L << 53, RowDifferenceKind.Value },
        { (1L << 53) + 1, 9007199254740992.0, RowDifferenceKind.Value },
        { BigInteger.Pow(10, 30), 1e30, RowDifferenceKind.Value },
        { BigInteger.Pow(10, 400), double.PositiveInfinity, RowDifferenceKind.Value },
        { new PythonDecimal("1e400"), double.PositiveInfinity, RowDifferenceKind.Value },
        { 1.19, 1.2, RowDifferenceKind.Value },
        { double.NaN, 0.0, RowDifferenceKind.Value },
        { double.PositiveInfinity, double.NegativeInfinity, RowDifferenceKind.Value },
        { 1.1m, new PythonDecimal("1.1000000000000000000000000000000000001"), RowDifferenceKind.Value },
        { "a", "A", RowDifferenceKind.Value },
        { new List<object?>(), Dict(), RowDifferenceKind.Value },
        { new DateTime(2024, 2, 29), new DateTimeOffset(2024, 2, 29, 0, 0, 0, TimeSpan.Zero), RowDifferenceKind.Value },
        { new PythonException("ValueError", "x"), new PythonException("ValueError", "y"), RowDifferenceKind.Value },
        { Enum("RED"), Enum("BLUE"), RowDifferenceKind.Value },
    };

    [Theory]
    [MemberData(nameof(Same))]
    public void Values_are_the_same_whatever_their_type_is(object? first, object? second)
    {
        Assert.Empty(Compare(first, second));
        Assert.Empty(Compare(second, first));
    }

    [Theory]
    [MemberData(nameof(Different))]
    public void Values_differ(object? first, object? second, RowDifferenceKind kind)
    {
        var difference = Assert.Single(Compare(first, second));

        Assert.Equal(("", kind, first, second), (difference.Field, difference.Kind, difference.First, difference.Second));
        Assert.Single(Compare(second, first));
    }

    [Fact]
    public void Strict_types_tell_where_equal_values_have_another_type()
    {
        var strict = new ShadowOptions { StrictTypes = true };
        var first = Dict(("n", 1L), ("list", new List<object?> { 1L }), ("same", 1.5));
        var second = Dict(("n", 1.0), ("list", new PythonTuple(1.0)), ("same", 1.5));

        var differences = Compare(first, second, strict);

        Assert.Equal(["n", "list", "list[0]"], differences.Select(difference => difference.Field));
        Assert.All(differences, difference => Assert.Equal(RowDifferenceKind.Type, difference.Kind));
    }

    [Theory]
    [InlineData(100.0, 100.5, 0.5, 0, true)]
    [InlineData(100.0, 100.75, 0.5, 0, false)]
    [InlineData(100.0, 101.0, 0, 0.01, true)]
    [InlineData(100.0, 102.0, 0, 0.01, false)]
    [InlineData(0.0, 1e-12, 0, 1e-9, false)]
    [InlineData(1.0, double.PositiveInfinity, 1e300, 1, false)]
    [InlineData(double.NaN, 1.0, 1e300, 1, false)]
    public void Numbers_may_be_apart_by_the_greater_tolerance(
        double first, double second, double absolute, double relative, bool isSame)
    {
        var options = new ShadowOptions { AbsoluteTolerance = absolute, RelativeTolerance = relative };

        Assert.Equal(isSame, Compare(first, second, options).Count == 0);
    }

    [Fact]
    public void A_tolerance_is_for_decimals_too_and_never_for_two_ints()
    {
        var options = new ShadowOptions { AbsoluteTolerance = 1 };

        Assert.Empty(Compare(1.5m, 2m, options));
        Assert.Empty(Compare(new Complex(1, 1), new Complex(1.5, 0.5), options));
        Assert.Single(Compare(1L, 2L, options));
    }

    [Theory]
    [InlineData("1.79", "1.78", 0.01, 0, true)]
    [InlineData("1.79", "1.7799999999999999999", 0.01, 0, false)]
    [InlineData("98.9", "110", 0, 0.1, false)]
    [InlineData("99", "110", 0, 0.1, true)]
    [InlineData("-1e30", "1e30", 0, double.PositiveInfinity, true)]
    [InlineData("NaN", "NaN", 0.01, 0, true)]
    [InlineData("1", "Infinity", 1e300, 1, false)]
    public void Decimals_may_be_apart_by_the_tolerance_as_it_is_written(
        string first, string second, double absolute, double relative, bool isSame)
    {
        var options = new ShadowOptions { AbsoluteTolerance = absolute, RelativeTolerance = relative };

        var differences = Compare(new PythonDecimal(first), new PythonDecimal(second), options);

        Assert.Equal(isSame, differences.Count == 0);
    }

    [Fact]
    public void An_int_and_a_float_meet_as_floats_within_a_tolerance_but_never_beyond_all_floats()
    {
        var options = new ShadowOptions { AbsoluteTolerance = 0.1 };

        Assert.Empty(Compare(0L, 0.1, options));
        Assert.Single(Compare(0L, 0.2, options));
        Assert.Single(Compare(BigInteger.Pow(10, 400), double.PositiveInfinity, options));
    }

    [Fact]
    public void An_object_that_is_met_again_where_nothing_is_ignored_is_looked_at_again()
    {
        var options = new ShadowOptions { IgnoredFields = ["a.time"] };
        static PythonDict Row(long time)
        {
            var shared = Dict(("time", time));
            var many = Enumerable.Range(0, 100).Select(i => (object?)Dict(("i", (long)i))).ToList();
            return Dict(("many", many), ("a", shared), ("b", shared), ("c", shared));
        }

        Assert.Equal(["b.time"], Compare(Row(1), Row(2), options).Select(difference => difference.Field));
    }

    [Fact]
    public void Fields_are_told_by_their_path()
    {
        var first = Dict(
            ("id", 1L), ("gone", "x"), ("items", new List<object?> { Dict(("price", 1.0)), Dict(("price", 2.0)), 3L }));
        var second = Dict(
            ("id", 1L), ("items", new List<object?> { Dict(("price", 1.0)), Dict(("price", 2.5)) }), ("new", null));

        var differences = Compare(first, second);

        Assert.Equal(
            [
                ("gone", "gone", RowDifferenceKind.Missing), ("items[1].price", "items[].price", RowDifferenceKind.Value),
                ("items[2]", "items[]", RowDifferenceKind.Missing), ("new", "new", RowDifferenceKind.Extra),
            ],
            differences.Select(difference => (difference.Field, difference.Pattern, difference.Kind)));
    }

    [Fact]
    public void Ignored_fields_are_not_looked_at_wherever_they_are_missing()
    {
        var options = new ShadowOptions { IgnoredFields = ["time", "items.price", "a.b", "extra"] };
        var first = Dict(("time", 1L), ("a.b", 1L), ("price", 1L), ("items", new List<object?> { Dict(("price", 1L), ("n", 1L)) }));
        var second = Dict(("a.b", 2L), ("extra", 1L), ("price", 2L), ("items", new List<object?> { Dict(("price", 2L), ("n", 2L)) }));

        Assert.Equal(["price", "items[0].n"], Compare(first, second, options).Select(difference => difference.Field));
    }

    [Fact]
    public void Values_of_a_generator_are_compared_by_place()
    {
        var comparison = new ValueComparison(ShadowOptions.Default);

        Assert.Empty(comparison.Compare([1L, 2L], [1L, 2L]));
        Assert.Equal(["[0]", "[1]"], comparison.Compare([1L, 2L], [2L, 1L]).Select(difference => difference.Field));
        var missing = Assert.Single(comparison.Compare([Dict(("n", 1L))], []));
        Assert.Equal(("[0]", RowDifferenceKind.Missing), (missing.Field, missing.Kind));
        var extra = Assert.Single(comparison.Compare([1L], [1L, null]));
        Assert.Equal(("[1]", RowDifferenceKind.Extra), (extra.Field, extra.Kind));
    }

    [Fact]
    public void A_value_that_holds_itself_ends()
    {
        static List<object?> Cycle(long number)
        {
            var list = new List<object?> { number };
            list.Add(list);
            return list;
        }

        Assert.Empty(Compare(Cycle(1), Cycle(1)));
        Assert.NotEmpty(Compare(Cycle(1), Cycle(2)));
    }

    [Fact]
    public void An_object_that_holds_itself_ends()
    {
        static PythonObject Cycle(long number)
        {
            var made = Made("shop.Node", number);
            made.State = new PythonTuple(number, made);
            return made;
        }

        Assert.Empty(Compare(Cycle(1), Cycle(1)));
        Assert.NotEmpty(Compare(Cycle(1), Cycle(2)));
    }

    [Fact]
    public void A_value_that_shares_its_parts_takes_no_exponential_time()
    {
        static object Tower()
        {
            object? value = 1L;
            for (var i = 0; i < 100; i++)
            {
                value = new List<object?> { value, value };
            }

            return value!;
        }

        Assert.Empty(Compare(Tower(), Tower()));
    }

    [Fact]
    public void No_row_has_more_than_a_hundred_differences()
    {
        var zeros = Enumerable.Repeat<object?>(0L, 1000).ToList();
        var ones = Enumerable.Repeat<object?>(1L, 1000).ToList();

        Assert.Equal(100, Compare(zeros, ones).Count);
    }

    private static IReadOnlyList<FieldDifference> Compare(object? first, object? second, ShadowOptions? options = null) =>
        new ValueComparison(options ?? ShadowOptions.Default).Compare([first], [second]);

    private static PythonDict Dict(params (string Key, object? Value)[] pairs) =>
        new(pairs.Select(pair => KeyValuePair.Create<object?, object?>(pair.Key, pair.Value)));

    private static PythonObject Made(string name, object? state) =>
        new(Class(name), new PythonTuple(), PythonObjectKind.New) { State = state };

    private static PythonObject Enum(string name) => new(Class("shop.Color"), new PythonTuple(name));

    private static PythonGlobal Class(string name) => new(name.Split('.')[0], name.Split('.')[1]);
}
