using System.Text.Json;
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.TestPeer.Commands;

/// <summary>Takes the manager that its parent handed over, writes into the dict of a typeid, and ends with a code.</summary>
internal static class HandedCommand
{
    public static async Task<int> RunAsync(string typeId, string exitCode)
    {
        using var handed = JsonDocument.Parse((await Console.In.ReadLineAsync())!);
        var address = handed.RootElement.GetProperty("address").GetString()!;
        await using var client = await ManagerClient.ConnectAsync(
            ManagerAddress.Parse(address), AuthKey.FromHex(handed.RootElement.GetProperty("authkey").GetString()!));
        await using var shared = await client.GetDictAsync<string, string>(typeId);
        await shared.SetItemAsync("from", ".NET");
        await Console.Error.WriteLineAsync("said by .NET");
        return int.Parse(exitCode, null);
    }
}
