using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>The C# in docs/synchronization.md is what runs here; <see cref="QuotationTests"/> compares.</summary>
public class SynchronizationDocumentTests(SharedManager python)
{
    [Fact(Timeout = 30_000)]
    public async Task The_snippets_run()
    {
        var client = python.Client;
        var token = TestContext.Current.CancellationToken;
        await using var rlock = await client.CreateRLockAsync(token);
        await using (await rlock.AcquireAsync(token))
        {
            await AddAsync(); // may acquire it again
        }

        await using var condition = await client.CreateConditionAsync(token);
        await using var items = await client.CreateListAsync<string>(token);
        var producing = Flows.StartStranger(async () =>
        {
            await using var other = await condition.AcquireAsync(token);
            await items.AppendAsync("one", token);
            await other.NotifyAsync(1, token);
        });
        Assert.Equal("one", await ConsumeAsync());
        await producing;

        await using var stopEvent = await client.CreateEventAsync(token);
        await stopEvent.SetAsync(token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await using var stop = stopEvent.CancelWhenSet();
            await Task.Delay(TimeSpan.FromHours(1), stop.Token); // canceled when somebody sets the event
        });

        async Task AddAsync() => await (await rlock.AcquireAsync(token)).DisposeAsync();

        async Task<string> ConsumeAsync()
        {
            await using var hold = await condition.AcquireAsync(token);
            while (await items.GetCountAsync(token) == 0)
            {
                await hold.WaitAsync(token); // or WaitForAsync(predicate)
            }

            var item = await items.PopAsync(0, token);
            return item;
        }
    }
}
