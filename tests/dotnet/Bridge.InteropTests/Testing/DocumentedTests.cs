#pragma warning disable xUnit1051 // the document shows the calls without a token
using Bridge.Proxies;

namespace Bridge.InteropTests.Testing;

/// <summary>The tests that docs/testing.md shows; <see cref="QuotationTests"/> compares.</summary>
public class DocumentedTests(SharedManager python)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "samples", "cross-language-tests");

    [Fact]
    public async Task Python_changes_our_stock()
    {
        await using var manager = await BridgeTest.StartManagerAsync(
            new TestManagerOptions { Register = ["python/shared.py:register"], WorkingDirectory = Folder });
        await using var stock = await manager.Client.GetDictAsync<string, int>("get_stock");
        await stock.SetItemAsync("apple", 2);

        var run = await manager.RunPythonAsync(
            """
            stock = manager.get_stock()
            stock["apple"] += 1
            print(stock)
            """);

        Assert.Equal(["{'apple': 3}"], run.Lines);
        Assert.Equal(3, await stock.GetItemAsync("apple"));
    }

    [Fact]
    public async Task Two_programs_talk_through_the_manager()
    {
        await using var program = await python.Manager.StartPythonAsync(
            """
            import sys
            print("ready")
            for line in sys.stdin:
                print(line.strip().upper())
            """);

        Assert.Equal("ready", await program.ReadLineAsync());
        await program.WriteLineAsync("hello");
        Assert.Equal("HELLO", await program.ReadLineAsync());
        Assert.Equal(0, (await program.WaitAsync()).ExitCode);
    }
}
