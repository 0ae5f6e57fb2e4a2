using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.TestPeer.Commands;

/// <summary>
/// <c>take ADDRESS TYPEID</c>, the authkey on standard input: takes items of a queue, prints <c>got ITEM</c> after each,
/// and asks for the next only when it is given a line. With <c>block</c> it says <c>waiting</c> and waits for one item.
/// </summary>
internal static class TakeCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var key = AuthKey.FromString(await Console.In.ReadLineAsync() ?? "");
        await using var client = await ManagerClient.ConnectAsync(ManagerAddress.Parse(args[0]), key);
        await using var queue = await client.GetQueueAsync<long>(args[1]);
        if (args is [_, _, "block"])
        {
            var waiting = queue.GetAsync();
            Console.WriteLine("waiting");
            Console.WriteLine($"got {await waiting}");
            return 0;
        }

        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
            Console.WriteLine($"got {await queue.GetAsync()}");
        }

        return 0;
    }
}
