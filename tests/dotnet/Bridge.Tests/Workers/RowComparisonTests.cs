using Bridge.Workers;

namespace Bridge.Tests.Workers;

public class RowComparisonTests
{
    [Theory]
    [InlineData("builtins.ValueError", "builtins.ValueError", true)]
    [InlineData("builtins.ValueError", "System.FormatException", true)]
    [InlineData("System.ArgumentException", "builtins.ValueError", true)]
    [InlineData("builtins.KeyError", "System.Collections.Generic.KeyNotFoundException", true)]
    [InlineData("dotnet_bridge.MissingColumnError", "builtins.KeyError", true)]
    [InlineData("builtins.KeyError", "System.FormatException", false)]
    [InlineData("shop.NoPrice", "Shop.NoPriceException", false)]
    [InlineData("System.FormatException", "System.ArgumentException", false)]
    public void Errors_are_the_same_by_their_class(string first, string second, bool isSame)
    {
        var differences = Compare(Failed(first), Failed(second));

        Assert.Equal(isSame, differences.Count == 0);
    }

    [Fact]
    public void A_pair_of_ones_own_is_added()
    {
        var mapping = ErrorMapping.Default.With("shop.NoPrice", "Shop.NoPriceException");

        Assert.True(mapping.AreSame("shop.NoPrice", "Shop.NoPriceException"));
        Assert.True(mapping.AreSame("Shop.NoPriceException", "shop.NoPrice"));
        Assert.True(mapping.AreSame("builtins.ValueError", "System.FormatException"));
        Assert.False(ErrorMapping.Default.AreSame("shop.NoPrice", "Shop.NoPriceException"));
        Assert.False(ErrorMapping.None.AreSame("ValueError", "System.FormatException"));
        Assert.True(ErrorMapping.None.AreSame("ValueError", "builtins.ValueError"));
    }

    [Fact]
    public void Messages_are_compared_when_asked()
    {
        var options = new ShadowOptions { CompareMessages = true };

        Assert.Empty(Compare(Failed("A", "x"), Failed("A", "x"), options));
        Assert.Single(Compare(Failed("A", "x"), Failed("A", "y"), options));
        Assert.Empty(Compare(Failed("A", "x"), Failed("A", "y")));
    }

    [Fact]
    public void An_error_against_a_value_is_a_difference()
    {
        var difference = Assert.Single(Compare(Failed("builtins.ValueError", "no\nprice"), Done(0.0)));
        var row = new RowDifference<int>(6, 7, difference.Field, difference.Kind, difference.First, difference.Second);

        Assert.Equal(RowDifferenceKind.Error, difference.Kind);
        Assert.Equal("row 6: ValueError: no price / 0.0", row.ToString());
    }

    [Fact]
    public void Texts_show_where_they_differ()
    {
        var long1 = new string('a', 1000) + "b";
        var long2 = new string('a', 1000) + "c and more";

        var row = new RowDifference<int>(0, 0, "text", RowDifferenceKind.Value, long1, long2);

        Assert.Equal($"...'{new string('a', 20)}b'", row.FirstText);
        Assert.Equal($"...'{new string('a', 20)}c and more'", row.SecondText);
        Assert.Equal("(missing)", new RowDifference<int>(0, 0, "n", RowDifferenceKind.Missing, null, null).SecondText);
        Assert.Equal("None", new RowDifference<int>(0, 0, "n", RowDifferenceKind.Missing, null, null).FirstText);
        Assert.Equal("(missing)", new RowDifference<int>(0, 0, "n", RowDifferenceKind.Extra, null, null).FirstText);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_tolerance_is_a_number_from_0_on(double tolerance)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShadowOptions { AbsoluteTolerance = tolerance });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShadowOptions { RelativeTolerance = tolerance });
    }

    private static IReadOnlyList<FieldDifference> Compare(
        RowResult<int, object?> first, RowResult<int, object?> second, ShadowOptions? options = null) =>
        new RowComparison(options ?? ShadowOptions.Default).Compare(first, second);

    private static RowResult<int, object?> Done(params object?[] values) => new(0, 0, values, null);

    private static RowResult<int, object?> Failed(string type, string message = "") =>
        new(0, 0, [], new RowError(type, message, "", []));
}
