namespace Bridge.InteropTests.Cli;

public sealed class RunTests : IDisposable
{
    private const string Worker = """
        import os

        def double(row):
            return {"id": row["id"], "double": int(row["id"]) * 2}

        def pid(row):
            return {"id": row["id"], "pid": os.getpid()}

        def odd_fails(row):
            if int(row["id"]) % 2:
                raise ValueError(f"odd: {row['id']}")
            return {"id": row["id"]}

        def several(row):
            for i in range(int(row["id"])):
                yield {"id": row["id"], "i": i}

        def plain(row):
            return float(row["id"]) / 2

        def wider(row):
            return {"id": row["id"]} if row["id"] == "0" else {"id": row["id"], "more": 1}

        def price(row):
            return row["price"]
        """;

    private readonly WorkFolder _folder = new();

    public RunTests() => _folder.Write("worker.py", Worker);

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Run_keeps_the_order_when_asked()
    {
        _folder.WriteIds("in.csv", 5000);

        var result = await RunAsync("worker.py:double", "-o", "out.csv", "--ordered", "--workers", "3", "--batch", "50");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal("id,double\r\n" + string.Concat(Enumerable.Range(0, 5000).Select(id => $"{id},{id * 2}\r\n")), _folder.Read("out.csv"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_delivers_every_row_once_while_workers_are_killed()
    {
        const int Rows = 60_000;
        _folder.WriteIds("in.csv", Rows);
        await using var tool = Tool.Start(_folder.Path, "run", "worker.py:pid", "-i", "in.csv", "--workers", "3", "--batch", "20");
        var ids = new List<int>();
        var killed = new HashSet<int>();
        Assert.Equal("id,pid", await tool.Output.ReadLineAsync(TestContext.Current.CancellationToken));
        while (await tool.Output.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            var cells = line.Split(',');
            ids.Add(int.Parse(cells[0]));

            // More output between two kills than a pipe holds: the tool has gone on meanwhile, so that no batch is
            // hit three times, and given up, however slow this program reads.
            if (ids.Count > 9_000 * (killed.Count + 1) && killed.Count < 5 && killed.Add(int.Parse(cells[1])))
            {
                await Processes.SignalAsync(int.Parse(cells[1]), "KILL");
            }
        }

        var result = await tool.WaitAsync();

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(5, killed.Count);
        ids.Sort();
        Assert.Equal(Enumerable.Range(0, Rows), ids);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_collects_failed_rows_with_their_traceback()
    {
        _folder.WriteIds("in.csv", 10);

        var result = await RunAsync("worker.py:odd_fails", "-o", "out.csv", "--ordered", "--errors", "errors.csv");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(["0", "2", "4", "6", "8"], _folder.ReadRows("out.csv"));
        var errors = _folder.Read("errors.csv");
        Assert.StartsWith("error_row,error_type,error_message,error_traceback,id\r\n2,builtins.ValueError,odd: 1,\"Traceback", errors, StringComparison.Ordinal);
        Assert.Contains("in odd_fails", errors, StringComparison.Ordinal);
        Assert.Equal("bridge: 5 of 10 rows failed; they are in errors.csv with their tracebacks.", result.ErrorLines[^1]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_shows_the_first_failed_rows_when_there_is_no_file_for_them()
    {
        _folder.WriteIds("in.csv", 20);

        var result = await RunAsync("worker.py:odd_fails", "-o", "out.csv", "--ordered", "--quiet");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            [
                "bridge: row 2: ValueError: odd: 1", "bridge: row 4: ValueError: odd: 3", "bridge: row 6: ValueError: odd: 5",
                "bridge: row 8: ValueError: odd: 7", "bridge: row 10: ValueError: odd: 9",
                "bridge: 10 of 20 rows failed; add --errors FILE to collect them with their tracebacks.",
            ],
            result.ErrorLines);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("several", "id,i\r\n1,0\r\n2,0\r\n2,1\r\n", 0)]
    [InlineData("plain", "result\r\n0.0\r\n0.5\r\n1.0\r\n", 0)]
    [InlineData("wider", "id\r\n0\r\n", 1)]
    public async Task Run_lays_results_out_in_columns(string function, string expected, int exitCode)
    {
        _folder.WriteIds("in.csv", 3);

        var result = await RunAsync($"worker.py:{function}", "--ordered", "--batch", "1");

        Assert.Equal(expected, result.Output);
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_reads_standard_input_and_writes_results_as_they_arrive()
    {
        await using var tool = Tool.Start(_folder.Path, "run", "worker.py:double", "-i", "-", "--workers", "1");
        var cancellationToken = TestContext.Current.CancellationToken;

        // More than one row: the reader of the CSV looks at 64 bytes at a time.
        await tool.Input.WriteAsync("id\n" + string.Concat(Enumerable.Range(0, 100).Select(id => $"{id}\n")));
        await tool.Input.FlushAsync(cancellationToken);
        Assert.Equal("id,double", await tool.Output.ReadLineAsync(cancellationToken));
        Assert.Equal("0,0", await tool.Output.ReadLineAsync(cancellationToken));

        tool.Input.Close();
        var result = await tool.WaitAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(99, result.Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_of_an_input_that_breaks_keeps_the_rows_before()
    {
        _folder.Write("in.csv", "id\n1\n2\n3,4\n5\n");

        var result = await RunAsync("worker.py:double", "-o", "out.csv", "--ordered", "--quiet", "--batch", "1");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("bridge: in.csv line 4 has 2 fields, but the header names 1 column; correct the line or quote its commas.", Assert.Single(result.ErrorLines));
        Assert.Equal(["1,2", "2,4"], _folder.ReadRows("out.csv"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Run_says_which_column_is_missing()
    {
        _folder.Write("in.csv", "id,name\n1,x\n");

        var result = await RunAsync("worker.py:price", "--quiet");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("bridge: in.csv has no column 'price', which worker.py:price asks for; it has: id, name.", Assert.Single(result.ErrorLines));
    }

    private Task<ToolResult> RunAsync(string worker, params string[] arguments) =>
        Tool.RunAsync(_folder.Path, ["run", worker, "-i", "in.csv", .. arguments]);
}
