using System.IO.Pipes;
using Bridge.Cli.Files;

namespace Bridge.Tests.Cli;

public class StandardInputTests
{
    [Fact]
    public async Task ReadAsync_of_a_silent_input_can_be_canceled()
    {
        await using var silent = new AnonymousPipeServerStream(PipeDirection.In);
        await using var input = new StandardInput(silent);
        using var cancel = new CancellationTokenSource();
        var reading = input.ReadAsync(new byte[10], cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        silent.DisposeLocalCopyOfClientHandle(); // ends the read that goes on
    }

    [Fact]
    public async Task ReadAsync_gives_what_the_input_holds()
    {
        await using var input = new StandardInput(new MemoryStream([1, 2, 3]));
        var buffer = new byte[10];

        var count = await input.ReadAsync(buffer, TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3], buffer[..count]);
    }
}
