using Bridge.Connections;

namespace Bridge.Tests.Connections;

public class BlockingCallsTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task Calls_run_one_after_the_other_and_those_in_the_background_when_others_had_two_turns()
    {
        var calls = new BlockingCalls(most: 1);
        using var mayGoOn = new ManualResetEventSlim();
        var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var first = calls.RunAsync(() => Log("first", () => mayGoOn.Wait(_token)), _token);
        var background = calls.RunInBackgroundAsync(() => Log("background", () => { }), _token);
        var second = calls.RunAsync(() => Log("second", () => { }), _token);
        var third = calls.RunAsync(() => Log("third", () => { }), _token);

        mayGoOn.Set();
        await Task.WhenAll(first, second, third, background);

        Assert.Equal(["first", "second", "background", "third"], order);

        Task<int> Log(string name, Action body)
        {
            body();
            order.Enqueue(name);
            return Task.FromResult(0);
        }
    }

    [Fact(Timeout = 20_000)]
    public async Task A_call_that_has_not_begun_is_withdrawn_at_once()
    {
        var calls = new BlockingCalls(most: 1);
        using var mayGoOn = new ManualResetEventSlim();
        using var source = new CancellationTokenSource();
        var hasRun = false;
        var first = calls.RunAsync(
            () =>
            {
                mayGoOn.Wait(_token);
                return Task.FromResult(1);
            },
            _token);
        var second = calls.RunAsync(() => Task.FromResult(hasRun = true), source.Token);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        mayGoOn.Set();

        Assert.Equal(1, await first);
        Assert.Equal(3, await calls.RunAsync(() => Task.FromResult(3), _token));
        Assert.False(hasRun);
    }

    [Fact(Timeout = 20_000)]
    public async Task Code_that_blocks_after_a_call_does_not_hold_up_the_next_ones()
    {
        var calls = new BlockingCalls(most: 1);

        await Task.Run(
            async () =>
            {
                for (var i = 0; i < 5; i++)
                {
                    Assert.Equal(i, await calls.RunAsync(() => Task.FromResult(i), _token).ConfigureAwait(false));
                    var next = calls.RunAsync(() => Task.FromResult(-i), _token);
                    Assert.True(((IAsyncResult)next).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(10)));
                }
            },
            _token);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_call_that_fails_tells_why_and_leaves_its_thread_to_others()
    {
        var calls = new BlockingCalls(most: 1);

        var error = await Assert.ThrowsAsync<IOException>(
            () => calls.RunAsync<int>(() => Task.FromException<int>(new IOException("no")), _token));

        Assert.Equal("no", error.Message);
        Assert.Equal(2, await calls.RunAsync(() => Task.FromResult(2), _token));
    }

    [Fact(Timeout = 20_000)]
    public async Task Never_more_calls_run_at_once_than_allowed()
    {
        var calls = new BlockingCalls(most: 2);
        var (running, most) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => calls.RunAsync(
            () =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                Thread.Yield();
                Interlocked.Decrement(ref running);
                return Task.FromResult(0);
            },
            _token)));

        Assert.InRange(most, 1, 2);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value;)
        {
            seen = Interlocked.CompareExchange(ref target, value, seen) is var found && found == seen ? value : found;
        }
    }
}
