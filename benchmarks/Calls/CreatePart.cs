using System.Diagnostics;
using Bridge.Cli.Bench;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.Benchmarks.Calls;

/// <summary>A list is created and given back: how long a caller waits, and how many a second until the server has none left.</summary>
internal sealed class CreatePart(BenchServer server, CallsArguments asked) : IPart
{
    private const int Tasks = 8;
    private const int Times = 20;
    private const double PauseSeconds = 0.01;

    public async Task RunAsync(Figures figures, int round)
    {
        var seconds = asked.Duration.TotalSeconds;
        var theirs = await server.Caller.RateOfAsync("create", [seconds]);
        var theirLatency = (await server.Caller.AskAsync("create_now_and_then", [Times, PauseSeconds])).GetDouble();
        var before = await server.Client.GetObjectCountAsync();
        var ourLatency = await CreateNowAndThenAsync();
        await UntilBackAsync(before);

        var start = Stopwatch.GetTimestamp();
        var budget = CallBudget.For(asked.Duration);
        long created = 0;
        await CallBudget.RateAsync(Tasks, async _ =>
        {
            var done = await CreateAsync(budget);
            Interlocked.Add(ref created, done);
            return done;
        });
        await UntilBackAsync(before);
        var sustained = created / Stopwatch.GetElapsedTime(start).TotalSeconds;

        figures.Compare(
            server.Name, "create + dispose, now and then", "Python", 1 / ourLatency, 1 / theirLatency, Goal.CreateLatency);
        var what = $"create + dispose, {Tasks} tasks, all back";
        figures.Compare(server.Name, what, "Python", sustained, theirs, Goal.CreateRate);
        if (server.Transport != "pipe")
        {
            // As many at once as suits this server best is the floor; its threads take turns.
            var floor = Math.Max(await FloorRateAsync(1), await FloorRateAsync(2));
            figures.Compare(server.Name, what, "floor", sustained, floor, null);
            figures.Compare(server.Name, "create + dispose: floor", "Python", floor, theirs, null);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The median of what a caller waits for; what goes on in the background is over before the next one.</summary>
    private async Task<double> CreateNowAndThenAsync()
    {
        var seconds = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(PauseSeconds));
            var start = Stopwatch.GetTimestamp();
            await using (await server.Client.CreateListAsync<int>())
            {
            }

            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        seconds.Sort();
        return seconds[Times / 2];
    }

    /// <summary>What the server gives when the client costs nothing: two connections made by hand for each.</summary>
    private async Task<double> FloorRateAsync(int threads)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            () => CreateByHand(start), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        return (await Task.WhenAll(counts)).Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private long CreateByHand(long start)
    {
        var create = RawConnection.Request(null, "create", "list");
        long done = 0;
        for (; Stopwatch.GetElapsedTime(start) < asked.Duration; done++)
        {
            var reply = (PythonTuple)PickleSerializer.Deserialize(Ask(create))!;
            Ask(RawConnection.Request(null, "decref", ((PythonTuple)reply[1]!)[0]));
        }

        return done;
    }

    private byte[] Ask(byte[] request)
    {
        using var connection = RawConnection.Connect(server);
        connection.Send(request);
        return connection.ReceiveFrame();
    }

    private async Task<long> CreateAsync(CallBudget budget)
    {
        long done = 0;
        for (; budget.TryTake(out _); done++)
        {
            await using var list = await server.Client.CreateListAsync<int>();
        }

        return done;
    }

    private async Task UntilBackAsync(int before)
    {
        var clock = Stopwatch.StartNew();
        while (await server.Client.GetObjectCountAsync() is var count && count > before)
        {
            if (clock.Elapsed > TimeSpan.FromMinutes(1))
            {
                throw new TimeoutException($"{count - before} references did not come back within a minute.");
            }

            await Task.Delay(2); // asking costs a connection
        }
    }
}
