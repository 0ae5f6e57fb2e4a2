using Bridge.Cli.Errors;

namespace Bridge.Tests.Cli;

public class ErrorReportTests
{
    [Fact]
    public void Describe_tells_the_exit_code_of_each_kind()
    {
        Assert.Equal(("x", 2), ErrorReport.Describe(CliException.Usage("x")));
        Assert.Equal(("x", 1), ErrorReport.Describe(CliException.Failed("x")));
        Assert.Equal(("x", 1), ErrorReport.Describe(new BridgeConnectionException("x")));
        Assert.Equal(("x", 1), ErrorReport.Describe(new IOException("x")));
        Assert.Equal(("x", 2), ErrorReport.Describe(new PlatformNotSupportedException("x")));
        Assert.Equal(130, ErrorReport.Describe(new OperationCanceledException()).ExitCode);
        Assert.Equal(1, ErrorReport.Describe(new InvalidOperationException("x")).ExitCode);
    }

    [Theory]
    [InlineData("a\r\n  b\tc ", "a b c")]
    [InlineData("\u001b[31mred\u0007", "[31mred")]
    public void OneLine_keeps_a_message_on_its_line(string text, string expected) =>
        Assert.Equal(expected, ErrorReport.OneLine(text));
}
