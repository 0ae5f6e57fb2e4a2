using Bridge.Proxies;

namespace Bridge.InteropTests.Proxies;

public class NamespaceProxyTests(SharedManager python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    private sealed record Settings(string Name, int MaxRows, double[] Weights, string? Note = null);

    private sealed record Limits(int MaxRows);

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_record_becomes_attributes_and_back(TestPython interpreter)
    {
        await using var server = await StockServer.StartAsync(interpreter, _token);
        await using var client = await server.ConnectAsync(_token);
        await using var space = await client.CreateNamespaceFromAsync(new Settings("a", 5, [0.5, 2]), _token);

        Assert.Equal(5, await space.GetAttributeAsync<int>("max_rows", _token));
        await space.SetRecordAsync(new Limits(7), _token);
        await space.SetAttributesAsync(new Dictionary<string, object?> { ["name"] = "b", ["more"] = 1 }, _token);

        var settings = await space.GetRecordAsync<Settings>(_token);
        Assert.Equal(("b", 7, null), (settings.Name, settings.MaxRows, settings.Note));
        Assert.Equal([0.5, 2], settings.Weights);
        Assert.Equal(["name", "max_rows", "weights", "note", "more"], (await space.GetSnapshotAsync(_token)).Keys);
        Assert.Equal(7, (await space.GetRecordAsync<Limits>(_token)).MaxRows);
        await space.DeleteAttributeAsync("more", _token);
        Assert.Equal((false, 0), await space.TryGetAttributeAsync<int>("more", _token));
        Assert.Equal("b", await space.GetAttributeAsync<string>("name", _token));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task Every_name_can_be_an_attribute_from_the_beginning(TestPython interpreter)
    {
        await using var server = await StockServer.StartAsync(interpreter, _token);
        await using var client = await server.ConnectAsync(_token);
        var attributes = new Dictionary<string, object?>
        {
            ["self"] = 1,
            ["c"] = 2,
            ["typeid"] = 3,
            ["x"] = 4,
            ["ident"] = 5,
            ["größe"] = 6,
            ["_hidden"] = 7,
        };

        await using var space = await client.CreateNamespaceAsync(attributes, _token);

        Assert.Equal(
            attributes.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, (long)(int)one.Value!)),
            (await space.GetSnapshotAsync(_token)).OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => (one.Key, (long)one.Value!)));
    }

    [Fact(Timeout = 20_000)]
    public async Task Nothing_is_set_when_one_value_has_no_Python_equivalent()
    {
        await using var space = await python.Client.CreateNamespaceAsync(_token);

        await Assert.ThrowsAsync<PicklingException>(async () => await space.SetAttributesAsync(
            new Dictionary<string, object?> { ["a"] = 1, ["b"] = new MemoryStream() }, _token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await space.SetRecordAsync(new List<int>(), _token));
        await Assert.ThrowsAsync<ArgumentException>(
            () => python.Client.CreateNamespaceAsync(new Dictionary<string, object?> { [""] = 1 }, _token));

        Assert.Empty(await space.GetSnapshotAsync(_token));
    }

    [Fact(Timeout = 20_000)]
    public async Task A_record_that_does_not_fit_is_named()
    {
        await using var space = await python.Client.CreateNamespaceAsync(
            new Dictionary<string, object?> { ["max_rows"] = "many" }, _token);

        var type = await Assert.ThrowsAsync<InvalidCastException>(async () => await space.GetRecordAsync<Limits>(_token));
        Assert.Contains("'max_rows'", type.Message, StringComparison.Ordinal);
        await space.SetAttributeAsync("max_rows", 1, _token);
        var missing = await Assert.ThrowsAnyAsync<InvalidCastException>(
            async () => await space.GetRecordAsync<Settings>(_token));
        Assert.Contains("'name'", missing.Message, StringComparison.Ordinal);
    }
}
