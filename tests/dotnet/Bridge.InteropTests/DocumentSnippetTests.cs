#pragma warning disable xUnit1051 // Documents are easier to read without tokens.

using Bridge.Proxies;

namespace Bridge.InteropTests;

/// <summary>Runs the C# of README.md and of pages that have no samples of their own; <see cref="QuotationTests"/> compares.</summary>
public class DocumentSnippetTests(SharedManager python)
{
    [Fact(Timeout = 30_000)]
    public async Task The_shared_objects_of_the_readme_work()
    {
        await using var server = await StockServer.StartAsync(
            TestPythons.Usable[^1], TestContext.Current.CancellationToken, register: """
            class Counter:
                def __init__(self, n):
                    self.n = n
                def increment(self, by):
                    self.n += by
                    return self.n
            SyncManager.register('Counter', Counter)
            """);
        await using var client = await server.ConnectAsync(TestContext.Current.CancellationToken);

        await using var scores = await client.CreateDictAsync<string, double>();
        await scores.SetItemAsync("a", 1.5);

        await using var counter = await client.CreateAsync("Counter", [10]);
        var n = await counter.CallAsync<int>("increment", [5]);

        Assert.Equal(15, n);
        Assert.Equal(1.5, await scores.GetItemAsync("a"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Containers_do_what_their_page_says()
    {
        var client = python.Client;

        await using var jobs = await client.CreateListAsync(["a", "b"]);
        await using var counts = await client.CreateDictAsync<string, int>();
        await using var gate = await client.CreateLockAsync();
        await jobs.SetSliceAsync(0, 1, ["c", "d"]);
        var total = await counts.UpdateAsync("jobs", n => n + 1, gate);
        await foreach (var job in jobs.EnumerateAsync())
        {
            Console.WriteLine($"{job} of {total}");
        }

        Assert.Equal(["c", "d", "b"], await jobs.GetSnapshotAsync());
        Assert.Equal(1, total);
    }

    [Fact(Timeout = 30_000)]
    public async Task Work_that_nobody_finished_is_found_again()
    {
        var client = python.Client;
        await using var open = await client.CreateDictAsync<string, string>();
        await using var ids = await client.CreateQueueAsync<string>();
        var done = new List<string>();

        await ProduceAsync("work");
        await ids.GetAsync(); // a consumer that is killed now has taken it
        await WatchAsync();
        await ConsumeAsync();

        Assert.Equal(["work"], done);
        Assert.Equal(0, await open.GetCountAsync());

        async Task ProduceAsync(string work)
        {
            // The producer
            var id = Guid.NewGuid().ToString("N");
            await open.SetItemAsync(id, work);
            await ids.PutAsync(id);
        }

        async Task ConsumeAsync()
        {
            // A consumer
            var id = await ids.GetAsync();
            if (await open.TryGetItemAsync(id) is (true, { } work))
            {
                done.Add(work);
                await open.DeleteItemAsync(id);
            }
        }

        async Task WatchAsync()
        {
            // Whoever watches: what is open for too long
            foreach (var id in await open.GetKeysAsync())
            {
                await ids.PutAsync(id);
            }
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Proxies_in_values_do_what_their_page_says()
    {
        var client = python.Client;

        await using var jobs = await client.CreateDictAsync<string, ListProxy<int>>();
        await using var numbers = await client.CreateListAsync<int>();
        await jobs.SetItemAsync("numbers", numbers);            // Python: jobs['numbers'].append(3)
        await using var again = await jobs.GetItemAsync("numbers");
        await again.AppendAsync(4);

        Assert.Equal([4], await numbers.GetSnapshotAsync());

        var census = await client.CensusAsync();
        Console.WriteLine(census);
        foreach (var lost in census.Objects.Where(o => o.HeldElsewhere > 0))
        {
            Console.WriteLine($"{lost.Id} {lost.TypeName}: {lost.HeldElsewhere} references are held by others, or lost");
        }

        Assert.NotEmpty(census.Objects);
    }
}
