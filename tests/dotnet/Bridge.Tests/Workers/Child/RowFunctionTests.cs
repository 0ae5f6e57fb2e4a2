using Bridge.Connections;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Workers;
using Bridge.Workers.Child;

namespace Bridge.Tests.Workers.Child;

/// <summary>What goes back for a batch of rows.</summary>
public sealed class RowFunctionTests : IAsyncDisposable
{
    private readonly ManagerClient _client = ManagerClient.Prepare(
        ManagerAddress.Tcp("127.0.0.1", 1), AuthKey.Generate(), ManagerClientOptions.Default);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task Values_alone_are_a_plain_list()
    {
        var (answer, isPlain) = await RunAsync(WorkerFunction.Create((int row, CancellationToken _) => (byte)row), [1, 2]);

        Assert.True(isPlain);
        Assert.Equal("[1, 2]", answer);
    }

    [Fact]
    public async Task An_iterator_and_a_failure_are_entries()
    {
        var (answer, isPlain) = await RunAsync(WorkerFunction.Create<int, int>(Several), [2, 0]);

        Assert.False(isPlain);
        Assert.StartsWith("[(1, [2, 3]), (2, 'System.DivideByZeroException', 'none', ", answer, StringComparison.Ordinal);

        static IEnumerable<int> Several(int row, CancellationToken stopping)
        {
            yield return row != 0 ? row : throw new DivideByZeroException("none");
            yield return row + 1;
        }
    }

    [Fact]
    public async Task A_row_of_another_shape_fails_alone()
    {
        var (answer, _) = await RunAsync(WorkerFunction.Create((int row, CancellationToken _) => row), [1, "x", 3]);

        Assert.StartsWith("[(0, 1), (2, 'System.InvalidCastException', ", answer, StringComparison.Ordinal);
        Assert.EndsWith("(0, 3)]", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_row_whose_record_throws_fails_alone(bool hasColumns)
    {
        object[] rows = [Code("A-1"), Code("B"), Code("C-3")];
        var function = WorkerFunction.Create((Coded cells, CancellationToken _) => cells.Code);

        var (answer, _) = await RunAsync(function, rows, hasColumns);

        Assert.StartsWith(
            "[(0, 'A-1'), (2, 'System.FormatException', 'B is no code', ", answer, StringComparison.Ordinal);
        Assert.EndsWith("(0, 'C-3')]", answer, StringComparison.Ordinal);

        static Dictionary<string, string> Code(string code) => new() { ["code"] = code };
    }

    [Theory]
    [InlineData("two", "System.FormatException")]
    [InlineData("2147483648", "System.OverflowException")]
    [InlineData("-1", "System.ArgumentOutOfRangeException")]
    public async Task A_cell_fails_with_what_its_text_was_refused_with(string count, string type)
    {
        var function = WorkerFunction.Create((Counted cells, CancellationToken _) => cells.Count);

        var (answer, _) = await RunAsync(
            function, [new Dictionary<string, string> { ["count"] = count }], hasColumns: true);

        Assert.StartsWith($"[(2, '{type}', ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_is_no_pickle_fails_each_of_its_rows()
    {
        var function = WorkerFunction.Create((int row, CancellationToken _) => row);

        var (answer, isPlain) = await function.RunAsync(
            [1, 2, 3], 2, new WorkerCodec(_client.Pickle, false), TestContext.Current.CancellationToken);

        Assert.False(isPlain);
        var entries = (List<object?>)PickleSerializer.Deserialize(answer)!;
        Assert.Equal(["Bridge.UnpicklingException", "Bridge.UnpicklingException"], entries.Select(e => ((PythonTuple)e!)[1]));
    }

    [Fact]
    public async Task A_missing_column_is_told_as_Python_tells_it()
    {
        var row = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };
        var function = WorkerFunction.Create((Dictionary<string, string> cells, CancellationToken _) => cells["c"]);

        var (answer, _) = await RunAsync(function, [row], hasColumns: true);

        Assert.StartsWith(
            "[(2, 'dotnet_bridge.MissingColumnError', \"the row has no column 'c'; it has: a, b\", ",
            answer, StringComparison.Ordinal);
        Assert.EndsWith(", ('c', ['a', 'b']))]", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_another_dictionary_lacks_is_no_missing_column()
    {
        var row = new Dictionary<string, string> { ["a"] = "pear" };
        var prices = new Dictionary<string, int>();
        var function = WorkerFunction.Create((Dictionary<string, string> cells, CancellationToken _) => prices[cells["a"]]);

        var (answer, _) = await RunAsync(function, [row], hasColumns: true);

        Assert.StartsWith("[(2, 'System.Collections.Generic.KeyNotFoundException', ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_of_a_table_becomes_what_the_record_has()
    {
        var row = new Dictionary<string, string>
        {
            ["count"] = "7",
            ["share"] = "1e-2",
            ["day"] = "2024-02-29",
            ["is_new"] = "True",
            ["more"] = "",
            ["name"] = "12",
        };
        var function = WorkerFunction.Create((Cells cells, CancellationToken _) => cells.ToString());

        var (answer, _) = await RunAsync(function, [row], hasColumns: true);

        Assert.Equal(
            "['Cells { Count = 7, Share = 0.01, Day = 02/29/2024, IsNew = True, More = , Name = 12 }']", answer);
    }

    [Fact]
    public async Task Group_separators_are_no_part_of_a_number()
    {
        var row = new Dictionary<string, string> { ["share"] = "1,5" };
        var function = WorkerFunction.Create((Fraction cells, CancellationToken _) => cells.Share);

        var (answer, _) = await RunAsync(function, [row], hasColumns: true);

        Assert.Contains("Fraction: double does not take the value", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_is_canceled_is_not_done()
    {
        using var stopping = new CancellationTokenSource();
        var function = WorkerFunction.Create((int row, CancellationToken _) =>
        {
            stopping.Cancel();
            return row;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await function.RunAsync(
            PickleSerializer.Serialize<object[]>([1]), 1, new WorkerCodec(_client.Pickle, false), stopping.Token));
    }

    private async Task<(string Answer, bool IsPlain)> RunAsync(
        WorkerFunction function, object[] rows, bool hasColumns = false)
    {
        var (answer, isPlain) = await function.RunAsync(
            PickleSerializer.Serialize(rows), rows.Length, new WorkerCodec(_client.Pickle, hasColumns),
            TestContext.Current.CancellationToken);
        var entries = (List<object?>)PickleSerializer.Deserialize(answer)!;
        return (PickleText.ToString(entries.ConvertAll(WithoutTrace)), isPlain);
    }

    private static object? WithoutTrace(object? entry) =>
        entry is PythonTuple { Count: 5 } failure
            ? new PythonTuple(failure[0], failure[1], failure[2], "", failure[4])
            : entry;

    private sealed record Cells(int Count, double Share, DateOnly Day, bool IsNew, int? More, string Name);

    private sealed record Fraction(double Share);

    private sealed record Coded(string Code)
    {
        public string Code { get; } = Code.Contains('-') ? Code : throw new FormatException($"{Code} is no code");
    }

    private sealed record Counted(int Count)
    {
        public int Count { get; } = Count >= 0 ? Count : throw new ArgumentOutOfRangeException(nameof(Count));
    }
}
