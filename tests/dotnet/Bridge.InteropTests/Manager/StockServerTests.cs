namespace Bridge.InteropTests.Manager;

public class StockServerTests
{
    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Another_dotnet_process_connects_to_each_server(TestPython python)
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await StockServer.StartAsync(python, token);
        using var peer = await TestPeer.StartAsync("ping", server.Address.ToString());

        Assert.Equal("0", await peer.StandardOutput.ReadLineAsync(token));
        await peer.WaitForExitAsync(token);
    }
}
