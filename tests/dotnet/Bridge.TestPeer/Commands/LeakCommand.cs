using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.TestPeer.Commands;

/// <summary><c>leak</c>: connects from the environment, makes ten lists, and ends without disposing anything.</summary>
internal static class LeakCommand
{
    private static readonly List<object> Kept = [];

    public static async Task<int> RunAsync(string how)
    {
        var client = await ManagerClient.ConnectFromEnvironmentAsync();
        for (var i = 0; i < 10; i++)
        {
            Kept.Add(await client.CreateListAsync<int>());
        }

        Console.WriteLine(await client.GetObjectCountAsync());
        if (how == "exit")
        {
            Environment.Exit(0);
        }

        return 0;
    }
}
