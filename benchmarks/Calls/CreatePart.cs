using System.Diagnostics;
using Bridge.Cli.Bench;
using Bridge.Proxies;

namespace Bridge.Benchmarks.Calls;

/// <summary>A list is created and given back: how long a caller waits, and how many a second until the server has none left.</summary>
internal sealed class CreatePart(BenchServer server, CallsArguments asked) : IPart
{
    private const int Tasks = 8;

    public async Task RunAsync(Figures figures, int round)
    {
        var seconds = asked.Duration.TotalSeconds;
        var theirs = await server.Caller.RateOfAsync("create", [seconds]);
        var before = await server.Client.GetObjectCountAsync();

        // What the caller waits for; the references go back in the background, as with any program.
        var one = await CreateAsync(1);
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

        figures.Compare(server.Name, "create + dispose, waited for", "Python", one, theirs, Goal.CreateLatency);
        figures.Compare(
            server.Name, $"create + dispose, {Tasks} tasks, all back", "Python", sustained, theirs, Goal.CreateRate);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<double> CreateAsync(int tasks)
    {
        var budget = CallBudget.For(asked.Duration);
        return CallBudget.RateAsync(tasks, _ => CreateAsync(budget));
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
