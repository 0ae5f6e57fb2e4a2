using Bridge.Cli.Output;

namespace Bridge.Tests.Cli;

public class RelayTests
{
    [Fact]
    public void Relay_is_silent_once_the_command_is_canceled()
    {
        var lines = new List<string>();
        using var command = new CancellationTokenSource();
        var relay = Relay.Until(lines.Add, command.Token);

        relay("before");
        command.Cancel();
        relay("after");

        Assert.Equal(["before"], lines);
    }
}
