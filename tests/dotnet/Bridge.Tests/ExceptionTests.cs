namespace Bridge.Tests;

public class ExceptionTests
{
    [Fact]
    public void Only_a_broken_connection_is_transient()
    {
        Assert.True(new BridgeConnectionException("x").IsTransient);
        Assert.False(new BridgeProtocolException("x").IsTransient);
        Assert.False(new RemoteException("builtins.KeyError", "x").IsTransient);
    }
}
