using System.Text;
using Bridge.Cli.Csv;
using Bridge.Cli.Errors;

namespace Bridge.Tests.Cli;

public class CsvOutputTests
{
    [Fact]
    public async Task WriteAsync_writes_the_bytes_that_the_csv_module_of_Python_writes()
    {
        // csv.writer(...).writerow(...) of CPython 3.11 with these rows
        const string expected = "a,b\r\n\"x,y\",\"q\"\"q\"\r\n\"l1\nl2\",\"c\rr\"\r\n lead,trail \r\n,\r\né,#x;'\r\n";
        string[][] rows = [["a", "b"], ["x,y", "q\"q"], ["l1\nl2", "c\rr"], [" lead", "trail "], ["", ""], ["é", "#x;'"]];
        var stream = new MemoryStream();

        await using (var output = new CsvOutput("out.csv", stream))
        {
            foreach (var row in rows)
            {
                await output.WriteAsync(row);
            }
        }

        Assert.Equal(expected, Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public async Task WriteAsync_quotes_a_line_that_is_one_empty_cell()
    {
        var stream = new MemoryStream();

        await using (var output = new CsvOutput("out.csv", stream))
        {
            await output.WriteAsync([""]);
        }

        Assert.Equal("\"\"\r\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public async Task FlushAsync_hands_over_whole_rows()
    {
        var stream = new MemoryStream();
        await using var output = new CsvOutput("out.csv", stream);

        await output.WriteAsync(["1", "2"]);
        await output.FlushAsync();

        Assert.Equal("1,2\r\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public async Task FlushAsync_to_a_full_disk_says_so_once()
    {
        var output = new CsvOutput("out.csv", new FullDisk());
        await output.WriteAsync(["1"]);

        var exception = await Assert.ThrowsAsync<CliException>(output.FlushAsync);
        await output.DisposeAsync();

        Assert.Equal("out.csv cannot be written (No space left on device); free space or choose another place.", exception.Message);
        Assert.Equal(ExitCode.Failed, exception.Code);
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("No space left on device");
    }
}
