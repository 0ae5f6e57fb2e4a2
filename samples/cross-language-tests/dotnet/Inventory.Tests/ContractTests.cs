using System.Text.Encodings.Web;
using System.Text.Json;
using Bridge.Proxies;
using Bridge.Testing;
using Xunit;

namespace Inventory.Tests;

/// <summary>The contract from C#'s side: both implementations on the objects of a genuine manager.</summary>
public sealed class ContractTests
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly TestManagerOptions Options = new()
    {
        WorkingDirectory = Contract.Root,
        Register = ["python/shared.py:register"],
    };

    [Theory]
    [MemberData(nameof(Contract.Names), MemberType = typeof(Contract))]
    public async Task CSharp(string name)
    {
        await using var manager = await BridgeTest.StartManagerAsync(Options);
        await PrepareAsync(manager, Contract.Case(name));

        var results = await Steps.PerformAsync(manager.Client, Contract.Case(name).GetProperty("do"));

        await CheckAsync(manager, Contract.Case(name), $"[{string.Join(',', results)}]");
    }

    [Theory]
    [MemberData(nameof(Contract.Names), MemberType = typeof(Contract))]
    public async Task Python(string name)
    {
        await using var manager = await BridgeTest.StartManagerAsync(Options);
        await PrepareAsync(manager, Contract.Case(name));

        var run = await manager.RunPythonFileAsync(
            Path.Combine(Contract.Root, "python", "perform.py"),
            new PythonOptions { Arguments = [Contract.Case(name).GetProperty("do").GetRawText()] });

        await CheckAsync(manager, Contract.Case(name), run.Output);
    }

    /// <summary>Puts the shared objects into the state that the case begins with.</summary>
    private static async Task PrepareAsync(TestManager manager, JsonElement one)
    {
        await using var stock = await manager.Client.GetDictAsync<string, int>("get_stock");
        await stock.UpdateAsync(one.GetProperty("stock").Deserialize<Dictionary<string, int>>()!);
    }

    /// <summary>Compares everything at once: the difference tells what the matter is.</summary>
    private static async Task CheckAsync(TestManager manager, JsonElement one, string results)
    {
        await using var stock = await manager.Client.GetDictAsync<string, int>("get_stock");
        await using var journal = await manager.Client.GetListAsync<string>("get_journal");
        var then = one.GetProperty("then");

        var expected = new State(
            one.GetProperty("results"),
            then.GetProperty("stock").Deserialize<SortedDictionary<string, int>>()!,
            then.GetProperty("journal").Deserialize<List<string>>()!);
        var found = new State(
            JsonSerializer.Deserialize<JsonElement>(results),
            new SortedDictionary<string, int>((await stock.GetItemsAsync()).ToDictionary()),
            await journal.GetSnapshotAsync());

        Assert.Equal(JsonSerializer.Serialize(expected, Readable), JsonSerializer.Serialize(found, Readable));
    }

    private sealed record State(JsonElement Results, SortedDictionary<string, int> Stock, List<string> Journal);
}
