#pragma warning disable xUnit1051 // Documents are easier to read without tokens.

using System.Buffers;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

/// <summary>The C# in docs/performance.md is what runs here; <see cref="QuotationTests"/> compares.</summary>
public class PerformanceDocumentTests(SharedManager python)
{
    [Fact(Timeout = 30_000)]
    public async Task The_snippets_run()
    {
        var client = python.Client;
        await using var counts = await client.CreateDictAsync<string, int>();
        await using var list = await client.CreateListAsync<int>();
        string[] names = ["a", "b"];
        int[] numbers = [.. Enumerable.Range(0, 2000)];
        var pairs = new Dictionary<string, int> { ["b"] = 2, ["c"] = 3 };
        double[] doubles = [0.5, 1.5];
        var sum = 0;

        await Task.WhenAll(names.Select(name => counts.SetItemAsync(name, 1).AsTask()));
        await counts.UpdateAsync(pairs);               // not SetItemAsync for each
        await list.ExtendAsync(numbers);               // not AppendAsync for each
        var all = await list.GetSnapshotAsync();       // not GetItemAsync for each
        var some = await list.GetSliceAsync(0, 1000);
        await foreach (var number in list.EnumerateAsync(chunkSize: 1024))
        {
            sum += number;
        }

        Assert.Equal(new() { ["a"] = 1, ["b"] = 2, ["c"] = 3 }, await counts.GetSnapshotAsync());
        Assert.Equal(numbers, all);
        Assert.Equal(numbers.Take(1000), some);
        Assert.Equal(numbers.Sum(), sum);

        await using var chunks = await client.CreateQueueAsync<int[]>();
        await chunks.PutAsync([1, 2, 3]);
        int[] expected = [1, 2, 3];
        Assert.Equal(expected, await chunks.GetAsync());

        await using var shared = await client.CreateAsync("dict");
        await shared.As<DictProxy<string, PythonArray>>().SetItemAsync("samples", PythonArray.Of(doubles));
        var back = await shared.As<DictProxy<string, double[]>>().GetItemAsync("samples");
        Assert.Equal(doubles, back);

        var red = 0;
        await shared.As<DictProxy<string, byte[]>>().SetItemAsync("image", [200, 0, 0]);
        var images = shared.As<DictProxy<string, IMemoryOwner<byte>>>();
        using (var image = await images.GetItemAsync("image"))
        {
            red += image.Memory.Span[0];
        }

        Assert.Equal(200, red);
    }
}
