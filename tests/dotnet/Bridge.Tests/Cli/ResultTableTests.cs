using Bridge.Cli.Csv;

namespace Bridge.Tests.Cli;

public class ResultTableTests
{
    [Fact]
    public void TryFormat_takes_the_columns_from_the_first_dict()
    {
        var table = new ResultTable();

        Assert.Null(table.TryFormat([Dict(("id", 1L), ("name", "x"))], out var lines));

        Assert.Equal(["id", "name"], table.Columns);
        Assert.Equal([["1", "x"]], lines);
    }

    [Fact]
    public void TryFormat_leaves_the_cell_of_a_missing_key_empty()
    {
        var table = new ResultTable(["a", "b"]);

        Assert.Null(table.TryFormat([Dict(("b", 2L)), Dict(("b", null), ("a", true))], out var lines));

        Assert.Equal([["", "2"], ["True", ""]], lines);
    }

    [Fact]
    public void TryFormat_refuses_a_key_that_has_no_column()
    {
        var table = new ResultTable();
        table.TryFormat([Dict(("a", 1L))], out _);

        var problem = table.TryFormat([Dict(("a", 1L)), Dict(("a", 2L), ("b", 3L))], out var lines);

        Assert.Equal("the result has a column 'b', but the columns are a; name all of them with --columns", problem);
        Assert.Empty(lines);
    }

    [Fact]
    public void TryFormat_puts_other_values_into_the_column_result()
    {
        var table = new ResultTable();

        Assert.Null(table.TryFormat([1.5, "x", null, new object[] { 1L, 2L }], out var lines));

        Assert.Equal(["result"], table.Columns);
        Assert.Equal([["1.5"], ["x"], [""], ["[1,2]"]], lines);
    }

    [Fact]
    public void TryFormat_of_no_values_gives_no_lines_and_no_columns()
    {
        var table = new ResultTable();

        Assert.Null(table.TryFormat([], out var lines));

        Assert.Empty(lines);
        Assert.Null(table.Columns);
    }

    [Fact]
    public void TryFormat_of_an_empty_dict_needs_columns()
    {
        Assert.Equal(
            "the first result is an empty dict; name the columns with --columns",
            new ResultTable().TryFormat([Dict()], out _));
        Assert.Null(new ResultTable(["a"]).TryFormat([Dict()], out var lines));
        Assert.Equal([[""]], lines);
    }

    [Fact]
    public void TryFormat_names_columns_after_keys_of_any_type()
    {
        var table = new ResultTable();

        Assert.Null(table.TryFormat([new Dictionary<object, object?> { [2024L] = "x", [1.5] = "y" }], out _));

        Assert.Equal(["2024", "1.5"], table.Columns);
    }

    private static Dictionary<object, object?> Dict(params (string Key, object? Value)[] items) =>
        items.ToDictionary(item => (object)item.Key, item => item.Value);
}
