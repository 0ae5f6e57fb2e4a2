using Bridge.Cli.Output;

namespace Bridge.Tests.Cli;

public class TerminalTests
{
    [Fact]
    public void Say_survives_a_standard_error_that_cannot_be_written()
    {
        using var full = new StreamWriter(new FullStream()) { AutoFlush = true };
        using var terminal = new Terminal(TextWriter.Null, full, isInteractive: false);

        terminal.Say("x");
        terminal.Note("x");
    }

    /// <summary>What a write to a full disk does; closing it is fine.</summary>
    private sealed class FullStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
