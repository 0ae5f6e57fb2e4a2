using System.Globalization;
using Bridge.Hosting;
using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.Benchmarks;

/// <summary>A long day in small: memory, threads and descriptors of both processes while the same work is done ten times.</summary>
internal static class SoakBenchmark
{
    private const int Rounds = 10;
    private const int Calls = 200_000;
    private const int Proxies = 20_000;
    private const int CanceledWaits = 1_000;

    /// <summary>Does the work; false when something kept growing.</summary>
    /// <param name="python">The interpreter of the manager.</param>
    /// <param name="percent">How much of it: 100 for two million calls, 200,000 proxies and 10,000 canceled waits.</param>
    public static async Task<bool> RunAsync(PythonInstallation python, int percent)
    {
        await using var manager = await ManagerProcess.StartAsync(new() { Python = python.Executable });
        var client = manager.Client;
        await using var dict = await client.CreateDictAsync<string, int>();
        await using var queue = await client.CreateQueueAsync<int>();
        var before = await client.GetObjectCountAsync();
        var samples = new List<SoakSample>();
        Console.WriteLine($"CPython {python.Version}, .NET {Environment.Version}, {percent} % of the whole");
        Console.WriteLine(SoakSample.Header);
        for (var round = 0; round < Rounds; round++)
        {
            await CallAsync(dict, Calls / 100 * percent);
            await CreateAndDisposeAsync(client, Proxies / 100 * percent, before);
            await CancelWaitsAsync(queue, CanceledWaits * percent / 100);
            samples.Add(SoakSample.Take(manager.ProcessId));
            Console.WriteLine(samples[^1].Line((round + 1) * percent / Rounds));
        }

        var (early, late) = (samples[2], samples[^1]);
        var isFlat = late.IsNoMoreThan(early) && await queue.GetCountAsync() == 0;
        Console.WriteLine(isFlat ? "flat" : "NOT FLAT: compare the third line with the last");
        return isFlat;
    }

    private static Task CallAsync(DictProxy<string, int> dict, int calls) =>
        Task.WhenAll(Enumerable.Range(0, 64).Select(async task =>
        {
            var key = task.ToString(CultureInfo.InvariantCulture);
            for (var i = 0; i < calls / 128; i++)
            {
                await dict.SetItemAsync(key, i);
                if (await dict.GetItemAsync(key) != i)
                {
                    throw new InvalidOperationException("Another value came back.");
                }
            }
        }));

    private static async Task CreateAndDisposeAsync(ManagerClient client, int proxies, int before)
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < proxies / 8; i++)
            {
                await using var list = await client.CreateListAsync<int>();
            }
        }));
        while (await client.GetObjectCountAsync() > before)
        {
            await Task.Delay(20); // decrefs run in the background
        }
    }

    private static async Task CancelWaitsAsync(QueueProxy<int> queue, int waits)
    {
        for (var done = 0; done < waits; done += 50)
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
            {
                using var cancel = new CancellationTokenSource(i);
                try
                {
                    await queue.GetAsync(cancel.Token);
                    throw new InvalidOperationException("An item came from nowhere.");
                }
                catch (OperationCanceledException)
                {
                    // What was asked for.
                }
            }));
        }
    }
}
