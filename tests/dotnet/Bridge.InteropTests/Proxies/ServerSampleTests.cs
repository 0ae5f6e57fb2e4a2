using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>What a genuine server tells about itself when it is asked by <see cref="ManagerClient.SampleAsync"/>.</summary>
public class ServerSampleTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    // Threads have ids since 3.8; else there is no difference in between.
    public static TheoryData<TestPython> Pythons =>
        [.. new[] { TestPythons.All[0], TestPythons.Usable[0], TestPythons.All[^1] }.Distinct()];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_sample_tells_sizes_and_states_and_changes_nothing(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var list = await client.CreateListAsync<int>(_token);
        await using var dict = await client.CreateDictAsync<string, int>(_token);
        await using var queue = await client.CreateQueueAsync<int>(5, _token);
        await using var free = await client.CreateLockAsync(_token);
        await using var held = await client.CreateLockAsync(_token);
        await using var flag = await client.CreateEventAsync(_token);
        await using var barrier = await client.CreateAsync("Barrier", [3], null, _token);
        await using var semaphore = await client.CreateAsync("BoundedSemaphore", [4], null, _token);
        await list.ExtendAsync([1, 2, 3], _token);
        await dict.SetItemAsync("a", 1, _token);
        await queue.PutAsync(1, _token);
        await queue.PutAsync(2, _token);
        await queue.GetAsync(_token);
        await flag.SetAsync(_token);
        await held.AcquireAsync(_token);
        var before = await client.GetObjectsAsync(_token);

        var sample = await client.SampleAsync(_token);

        Assert.Same(client.Server, sample.Server);
        Assert.Equal(before.Select(o => (o.Id, o.ReferenceCount)), sample.Objects.Select(o => (o.Id, o.ReferenceCount)));
        Assert.Equal(3, One(sample, "list").Length);
        Assert.Equal(1, One(sample, "dict").Length);
        Assert.Equal((1, 5, 2), (One(sample, "Queue").Length, One(sample, "Queue").Capacity, One(sample, "Queue").UnfinishedTasks));
        Assert.Equal(["free", "locked"], sample.Objects.Where(o => o.TypeName == "Lock").Select(o => o.State).Order());
        Assert.Equal("set", One(sample, "Event").State);
        Assert.Equal((0, 3), (One(sample, "Barrier").Length, One(sample, "Barrier").Capacity));
        Assert.Equal((4, 4), (One(sample, "BoundedSemaphore").Length, One(sample, "BoundedSemaphore").Capacity));
        Assert.Contains(sample.Connections!, c => c.Name.StartsWith($"dotnet-{Environment.ProcessId}|", StringComparison.Ordinal));
        Assert.True(sample.ProcessorTime > TimeSpan.Zero);
        Assert.Equal(before, await client.GetObjectsAsync(_token));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_writes_of_a_connection_count_its_calls()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux counts them.");
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var watcher = await server.ConnectAsync(_token);
        await using var client = await server.ConnectAsync(_token, new ManagerClientOptions { Lanes = 1 });
        await using var dict = await client.CreateDictAsync<string, int>(_token);
        var own = (await watcher.SampleAsync(_token)).Connections!.Select(c => c.ThreadId).ToHashSet();
        var before = Writes(await watcher.SampleAsync(_token));

        for (var i = 0; i < 100; i++)
        {
            await dict.SetItemAsync("a", i, _token);
        }

        var after = Writes(await watcher.SampleAsync(_token));
        Assert.Contains(own, thread => after[thread!.Value] - before[thread.Value] == 100);

        static Dictionary<long, long> Writes(ServerSample sample) =>
            sample.Connections!.ToDictionary(c => c.ThreadId!.Value, c => c.Writes!.Value);
    }

    [Fact(Timeout = 60_000)]
    public async Task Objects_that_come_and_go_meanwhile_break_no_sample()
    {
        await using var server = await StockServer.StartAsync(TestPythons.All[^1], _token);
        await using var client = await server.ConnectAsync(_token);
        await using var kept = await client.CreateListAsync<int>(_token);
        await kept.ExtendAsync([1, 2], _token);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var churn = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await using var list = await client.CreateListAsync<int>(_token);
                await using var queue = await client.CreateQueueAsync<int>(0, _token);
            }
        }, _token);

        for (var i = 0; i < 10; i++)
        {
            var sample = await client.SampleAsync(_token);
            Assert.Contains(sample.Objects, o => o.TypeName == "list" && o.Length is 2 or null);
        }

        await enough.CancelAsync();
        await churn;
    }

    private static SampledObject One(ServerSample sample, string type) =>
        Assert.Single(sample.Objects, item => item.TypeName == type);
}
