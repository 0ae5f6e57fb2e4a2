using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>Who owns what while proxies inside of values are read.</summary>
public class NestedReferenceTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    private static TestPython Python => TestPythons.All[^1];

    [Fact(Timeout = 60_000)]
    public async Task Canceling_while_nested_proxies_are_owned_leaks_no_reference()
    {
        await using var server = await StockServer.StartAsync(Python, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var lists = await client.CreateListAsync<object?>(_token);
        for (var i = 0; i < 30; i++)
        {
            await using var item = await client.CreateListAsync<int>(_token);
            await lists.AppendAsync(item, _token);
        }

        var canceled = 0;
        for (var i = 0; i < 40; i++)
        {
            using var source = new CancellationTokenSource();
            source.CancelAfter(TimeSpan.FromMilliseconds(i));
            try
            {
                var all = await lists.GetSnapshotAsync(source.Token);
                foreach (var one in all)
                {
                    await ((ObjectProxy)one!).DisposeAsync();
                }
            }
            catch (OperationCanceledException)
            {
                canceled++;
            }
        }

        Census census = null!;
        for (var i = 0; i < 40; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(100, _token);
            census = await client.CensusAsync(_token);
            if (census.Objects.Sum(o => o.HeldElsewhere) == 0 && census.HeldHere == 1)
            {
                break;
            }
        }

        Assert.True(canceled > 3, $"{canceled}");
        Assert.Equal("1, 0", $"{census.HeldHere}, {census.Objects.Sum(o => o.HeldElsewhere)}");
    }
}
