using Bridge.Proxies;
using Bridge.Testing;

[assembly: AssemblyFixture(typeof(ManagerFixture))]

namespace Bridge.TestSpecimens;

/// <summary>Tests that fail or are skipped on purpose; <c>Bridge.InteropTests</c> runs them.</summary>
public sealed class ReportSpecimens(ManagerFixture python)
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fails_after_both_sides_said_something()
    {
        await using var list = await python.Client.CreateListAsync<int>(_token);
        await python.Manager.RunPythonAsync("print('said by Python')", cancellationToken: _token);
        Assert.Fail("on purpose");
    }

    [Fact]
    public async Task Fails_and_leaves_something()
    {
        await using var manager = await BridgeTest.StartManagerAsync(
            new TestManagerOptions { LeakTimeout = TimeSpan.Zero }, _token);
        await manager.Client.CreateListAsync<int>([1, 2, 3], _token);
        Assert.Fail("the first cause");
    }

    [Fact]
    public async Task Leaves_something()
    {
        await using var manager = await BridgeTest.StartManagerAsync(
            new TestManagerOptions { LeakTimeout = TimeSpan.Zero }, _token);
        await manager.Client.CreateListAsync<int>([4, 5, 6], _token);
    }

    [Fact]
    public async Task Needs_a_Python_that_is_not_there()
    {
        await using var manager = await BridgeTest.StartManagerAsync(new TestManagerOptions { Python = "3.99" }, _token);
    }
}
