using Bridge.Proxies;
using Bridge.Workers;

namespace Bridge.TestPeer.Commands;

/// <summary>Takes the manager that its parent handed over, writes into the dict of a typeid, and ends with a code.</summary>
internal static class HandedCommand
{
    public static async Task<int> RunAsync(string typeId, string exitCode)
    {
        var parent = await ParentConnection.ReadAsync();
        await using var client = await parent.ConnectAsync();
        await using var shared = await client.GetDictAsync<string, string>(typeId);
        await shared.SetItemAsync("from", ".NET");
        await Console.Error.WriteLineAsync("said by .NET");
        return int.Parse(exitCode, null);
    }
}
