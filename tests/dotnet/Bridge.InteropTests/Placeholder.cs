namespace Bridge.InteropTests;

public class Placeholder
{
    [Fact]
    public void Builds() => Assert.NotNull(typeof(BridgeException));
}
