using Bridge.Connections;

namespace Bridge.Tests.Connections;

public class DedicatedThreadTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task Work_that_blocks_holds_no_other_work_up()
    {
        using var gate = new ManualResetEventSlim();
        var blocked = Enumerable.Range(0, 20).Select(_ => DedicatedThread.RunAsync(() =>
        {
            gate.Wait(_token);
            return Task.FromResult(Environment.CurrentManagedThreadId);
        })).ToList();

        var free = await DedicatedThread.RunAsync(() => Task.FromResult(Environment.CurrentManagedThreadId));
        gate.Set();
        var threads = await Task.WhenAll(blocked);

        Assert.Equal(20, threads.Distinct().Count());
        Assert.DoesNotContain(free, threads);
    }

    [Fact(Timeout = 20_000)]
    public async Task Threads_are_used_again()
    {
        var threads = new HashSet<int>();
        for (var i = 0; i < 100; i++)
        {
            threads.Add(await DedicatedThread.RunAsync(() => Task.FromResult(Environment.CurrentManagedThreadId)));
            await Task.Yield();
        }

        Assert.InRange(threads.Count, 1, 30); // other tests use some meanwhile
    }

    [Fact(Timeout = 20_000)]
    public async Task An_error_comes_out_and_costs_no_thread()
    {
        await Assert.ThrowsAsync<FormatException>(() => DedicatedThread.RunAsync(() => throw new FormatException()));
        await Assert.ThrowsAsync<FormatException>(() => DedicatedThread.RunAsync(async () =>
        {
            await Task.Yield();
            throw new FormatException();
        }));

        Assert.Equal(1, await DedicatedThread.RunAsync(() => Task.FromResult(1)));
    }

    [Fact(Timeout = 20_000)]
    public async Task The_next_work_sees_nothing_of_what_the_last_one_set()
    {
        var local = new AsyncLocal<string?>();
        for (var i = 0; i < 100; i++)
        {
            local.Value = "mine";
            Assert.Equal("mine", await DedicatedThread.RunAsync(() =>
            {
                var seen = local.Value;
                local.Value = "left behind";
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                return Task.FromResult(seen);
            }));
            local.Value = null;
            Assert.Equal((null, null), await DedicatedThread.RunAsync(
                () => Task.FromResult((local.Value, SynchronizationContext.Current))));
        }
    }
}
