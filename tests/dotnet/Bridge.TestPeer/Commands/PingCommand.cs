using Bridge.Connections;
using Bridge.Manager;

namespace Bridge.TestPeer.Commands;

/// <summary><c>ping ADDRESS</c>, the authkey on standard input: prints how many objects the manager has.</summary>
internal static class PingCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var key = AuthKey.FromString(await Console.In.ReadLineAsync() ?? "");
        await using var client = await ManagerClient.ConnectAsync(ManagerAddress.Parse(args[0]), key);
        Console.WriteLine(await client.GetObjectCountAsync());
        return 0;
    }
}
