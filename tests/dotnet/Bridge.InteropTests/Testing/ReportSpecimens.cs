using Bridge.Proxies;

namespace Bridge.InteropTests.Testing;

/// <summary>Tests that fail or are skipped on purpose; <see cref="ReportTests"/> runs them in another process.</summary>
public sealed class ReportSpecimens(ManagerFixture python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Specimen]
    public async Task Fails_after_both_sides_said_something()
    {
        await using var list = await python.Client.CreateListAsync<int>(_token);
        await python.Manager.RunPythonAsync("print('said by Python')", cancellationToken: _token);
        Assert.Fail("on purpose");
    }

    [Specimen]
    public async Task Fails_and_leaves_something()
    {
        await using var manager = await BridgeTest.StartManagerAsync(
            new TestManagerOptions { LeakTimeout = TimeSpan.Zero }, _token);
        await manager.Client.CreateListAsync<int>([1, 2, 3], _token);
        Assert.Fail("the first cause");
    }

    [Specimen]
    public async Task Leaves_something()
    {
        await using var manager = await BridgeTest.StartManagerAsync(
            new TestManagerOptions { LeakTimeout = TimeSpan.Zero }, _token);
        await manager.Client.CreateListAsync<int>([4, 5, 6], _token);
    }

    [Specimen]
    public async Task Needs_a_Python_that_is_not_there()
    {
        await using var manager = await BridgeTest.StartManagerAsync(new TestManagerOptions { Python = "3.99" }, _token);
    }
}
