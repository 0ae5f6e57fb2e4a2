using System.Text;
using Bridge.Cli.Csv;
using Bridge.Cli.Errors;

namespace Bridge.Tests.Cli;

public class CsvInputTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "a=1 b=2")]
    [InlineData("a,b\r\n1,2", "a=1 b=2")]
    [InlineData("\ufeffa,b\n1,2\n", "a=1 b=2")]
    [InlineData("a,b\n\"x\ny\",\"q\"\"q\"\n", "a=x\ny b=q\"q")]
    [InlineData("a,b\n\n1,\n\n", "a=1 b=")]
    [InlineData("a;b,c\n1;2,3\n", "a;b=1;2 c=3")]
    [InlineData("a,b\n5\" disc,2\n", "a=5\" disc b=2")]
    [InlineData("a\n\"\"\n", "a=")]
    [InlineData("sep=;\nx\n", "sep=;=x")]
    [InlineData("a,b\n", "")]
    public async Task ReadRowsAsync_reads_what_the_csv_module_of_Python_reads(string text, string expected)
    {
        var rows = await ReadAsync(Encoding.UTF8.GetBytes(text));

        Assert.Equal(expected, string.Join(" | ", rows.Select(row => string.Join(' ', row.Select(p => $"{p.Key}={p.Value}")))));
    }

    [Theory]
    [InlineData("", "in.csv is empty; its first line must name the columns.")]
    [InlineData("\ufeff", "in.csv is empty; its first line must name the columns.")]
    [InlineData("\n\n", "in.csv is empty; its first line must name the columns.")]
    [InlineData("a,b,a\n", "in.csv has the column 'a' twice; give every column a name of its own.")]
    [InlineData("a,b\n1,2\n3\n", "in.csv line 3 has 1 field, but the header names 2 columns; correct the line or quote its commas.")]
    [InlineData("a\n\"1\n2\"\n3,4\n", "in.csv line 4 has 2 fields, but the header names 1 column; correct the line or quote its commas.")]
    [InlineData("a,b\n1,2\n\"3,4\n5,6\n", "in.csv line 3 opens a quote that is never closed; correct the line.")]
    [InlineData("a,\"b\n1,2\n", "in.csv line 1 opens a quote that is never closed; correct the line.")]
    public async Task ReadRowsAsync_refuses_what_is_no_table(string text, string expected)
    {
        var exception = await Assert.ThrowsAsync<CliException>(() => ReadAsync(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(expected, exception.Message);
        Assert.Equal(ExitCode.Usage, exception.Code);
    }

    [Theory]
    [InlineData("612C620A312CFF0A", "in.csv line 2 is not UTF-8; save the file as UTF-8.")]
    [InlineData("61FF2C620A312C320A", "in.csv line 1 is not UTF-8; save the file as UTF-8.")]
    public async Task ReadRowsAsync_refuses_other_encodings(string hex, string expected)
    {
        var exception = await Assert.ThrowsAsync<CliException>(() => ReadAsync(Convert.FromHexString(hex)));

        Assert.Equal(expected, exception.Message);
    }

    [Fact]
    public async Task ReadRowsAsync_hands_out_the_rows_before_a_bad_one()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var input = await CsvInput.OpenAsync("in.csv", new MemoryStream("a\n1\n2\n3,4\n"u8.ToArray()), cancellationToken);
        var rows = new List<string>();

        await Assert.ThrowsAsync<CliException>(async () =>
        {
            await foreach (var row in input.ReadRowsAsync(cancellationToken))
            {
                rows.Add(row["a"]);
            }
        });

        Assert.Equal(["1", "2"], rows);
    }

    [Fact]
    public async Task BytesRead_reaches_the_end_of_the_last_row()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var input = await CsvInput.OpenAsync("in.csv", new MemoryStream("a,b\n1,2\n3,4"u8.ToArray()), cancellationToken);

        await foreach (var row in input.ReadRowsAsync(cancellationToken))
        {
            Assert.Equal(row["a"] == "1" ? 7 : 11, input.BytesRead);
        }
    }

    [Fact]
    public async Task ReadRowsAsync_reads_a_stream_that_yields_one_byte_at_a_time()
    {
        var bytes = Encoding.UTF8.GetBytes("a,é\r\n\"x\r\n,y\",\"😀\"\r\n");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var input = await CsvInput.OpenAsync("in.csv", new OneByteReads(bytes), cancellationToken);

        var rows = await input.ReadRowsAsync(cancellationToken).ToListAsync(cancellationToken);

        Assert.Equal(new Dictionary<string, string> { ["a"] = "x\r\n,y", ["é"] = "😀" }, Assert.Single(rows));
    }

    private static async Task<List<Dictionary<string, string>>> ReadAsync(byte[] bytes)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var input = await CsvInput.OpenAsync("in.csv", new MemoryStream(bytes), cancellationToken);
        return await input.ReadRowsAsync(cancellationToken).ToListAsync(cancellationToken);
    }

    private sealed class OneByteReads(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
