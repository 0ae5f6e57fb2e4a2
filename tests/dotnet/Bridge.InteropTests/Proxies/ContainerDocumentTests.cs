using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class ContainerDocumentTests(SharedManager python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    // The code of docs/containers.md, with a token and without the console.
    [Fact(Timeout = 20_000)]
    public async Task The_code_in_the_document_does_what_it_says()
    {
        var client = python.Client;
        var printed = new List<string>();

        await using var jobs = await client.CreateListAsync(["a", "b"], _token);
        await using var counts = await client.CreateDictAsync<string, int>(_token);
        await using var gate = await client.CreateLockAsync(_token);
        await jobs.SetSliceAsync(0, 1, ["c", "d"], _token);
        var total = await counts.UpdateAsync("jobs", n => n + 1, gate, _token);
        await foreach (var job in jobs.EnumerateAsync(cancellationToken: _token))
        {
            printed.Add($"{job} of {total}");
        }

        Assert.Equal(["c of 1", "d of 1", "b of 1"], printed);
        await using var dict = await client.CreateDictAsync<string, int>([new("a", 1)], _token);
        await using var set = await client.CreateSetAsync([1], _token);
        await using var array = await client.CreateArrayAsync([0.5], _token);
        await using var value = await client.CreateValueAsync("i", 1, _token);
        Assert.Equal(2, await value.AddAsync(1, gate, _token));
    }
}
