namespace Bridge.InteropTests.Manager;

/// <summary>A process that finds its manager in the environment, and ends without a word of thanks.</summary>
public class HandedOverTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("return", "-")]
    [InlineData("exit", "-")]
    [InlineData("return", "file")]
    public async Task A_program_that_disposes_nothing_leaves_nothing_on_the_server(string how, string keyFrom)
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        var folder = Directory.CreateTempSubdirectory("bridge-");
        var file = System.IO.Path.Combine(folder.FullName, "key");
        await File.WriteAllTextAsync(file, StockServer.Key + "\n", _token);
        using var peer = await TestPeer.StartAsync(
            new Dictionary<string, string>
            {
                ["BRIDGE_ADDRESS"] = server.Address.ToString(),
                ["BRIDGE_AUTHKEY_FILE"] = keyFrom == "-" ? "-" : file,
            },
            "leak", how);

        Assert.Equal("10", await peer.StandardOutput.ReadLineAsync(_token));
        await peer.WaitForExitAsync(_token);

        Assert.Equal(0, peer.ExitCode);
        Assert.Equal(0, await client.GetObjectCountAsync(_token));
        folder.Delete(recursive: true);
    }
}
