using Bridge.Proxies;
using Bridge.Workers;

namespace Bridge.TestPeer.Commands;

/// <summary>
/// <c>parent</c>: takes the manager from the Python program that has started it, uses it, prints <c>connected</c>, and ends
/// when that program is gone.
/// </summary>
internal static class ParentCommand
{
    public static async Task<int> RunAsync()
    {
        var parent = await ParentConnection.ReadAsync();
        await using var client = await parent.ConnectAsync(cancellationToken: parent.Gone);
        await using var list = await client.CreateListAsync<int>([1]);
        Console.WriteLine(await list.GetCountAsync() == 1 ? "connected" : "not the list");
        await Task.Delay(Timeout.InfiniteTimeSpan, parent.Gone).ContinueWith(_ => { }, TaskScheduler.Default);
        return 0;
    }
}
