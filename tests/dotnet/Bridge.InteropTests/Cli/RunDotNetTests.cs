using Bridge.InteropTests.Workers;

namespace Bridge.InteropTests.Cli;

/// <summary><c>run Worker.dll:Namespace.Type.Method</c>, as <c>run worker.py:function</c>.</summary>
public sealed class RunDotNetTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public RunDotNetTests() => _folder.Write("in.csv", "item,net,units_in_stock\r\npear,1.50,3\r\nplum,2.25,\r\n");

    public void Dispose() => _folder.Dispose();

    [Theory(Timeout = 60_000)]
    [InlineData("Price", "item,gross\r\npear,1.78\r\nplum,2.68\r\n")]
    [InlineData("PriceRecord", "item,gross\r\npear,1.78\r\nplum,2.68\r\n")]
    public async Task Run_sends_rows_through_a_method_that_takes_a_dictionary_or_a_record(string method, string expected)
    {
        var result = await RunAsync(method);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(expected, result.Output);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Price")]
    [InlineData("PriceRecord")]
    public async Task Run_names_a_column_that_the_input_lacks(string method)
    {
        _folder.Write("in.csv", "item,price\r\npear,1.50\r\n");

        var result = await RunAsync(method);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("in.csv has no column 'net', which ", result.Error, StringComparison.Ordinal);
        Assert.Contains("it has: item, price.", result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_collects_rows_whose_text_is_no_number()
    {
        _folder.Write("in.csv", "item,net\r\npear,much\r\nplum,1e1\r\n");

        var result = await RunAsync("PriceRecord", "--errors", "errors.csv");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("item,gross\r\nplum,11.90\r\n", result.Output);
        Assert.Contains(
            "1,System.FormatException,'net' of Bridge.TestWorkers.PriceRow: decimal does not take the value: ",
            _folder.Read("errors.csv").Replace("\"", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_says_what_is_wrong_with_the_name()
    {
        var result = await RunAsync("Prise");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("has no method Prise; did you mean Price", result.Error, StringComparison.Ordinal);
    }

    private Task<ToolResult> RunAsync(string method, params string[] more) => Tool.RunAsync(
        _folder.Path, ["run", TestWorkers.Rows(method), "-i", "in.csv", "--workers", "1", "--ordered", .. more]);
}
