using System.Diagnostics;
using System.Text.Json;
using Bridge.Connections;
using Bridge.Hosting;
using Bridge.Proxies;

namespace Bridge.Benchmarks;

/// <summary>Calls on one manager, one at a time and from 64 tasks, against Python's own proxies one at a time.</summary>
internal static class CallsBenchmark
{
    private const int Calls = 5000;

    // The Python script needs the key; it is one of this run only.
    private static readonly AuthKey Key = AuthKey.FromHex("0123456789abcdef0123456789abcdef");

    public static async Task RunAsync(PythonInstallation python, RatioTable table)
    {
        foreach (var address in new[] { null, ManagerAddress.Tcp("127.0.0.1", 0) })
        {
            await using var manager = await ManagerProcess.StartAsync(
                new() { Python = python.Executable, Address = address, AuthKey = Key });
            var where = address is null ? "unix" : "tcp";
            var dialled = address is null ? manager.Address.Path! : $"{manager.Address.Host}:{manager.Address.Port}";
            var line = await PythonBaseline.RunAsync(
                python, "calls.py", dialled, "0123456789abcdef0123456789abcdef", $"{Calls}");
            var theirs = JsonSerializer.Deserialize<Dictionary<string, double>>(line)!;

            await using var dict = await manager.Client.CreateDictAsync<string, int>();
            await using var queue = await manager.Client.CreateQueueAsync<int>();
            await dict.SetItemAsync("k", 0);
            var calls = new Dictionary<string, Func<int, Task>>
            {
                ["dict set"] = async i => await dict.SetItemAsync("k", i),
                ["dict get"] = async _ => await dict.GetItemAsync("k"),
                ["queue put+get"] = async i =>
                {
                    await queue.PutAsync(i);
                    await queue.GetAsync();
                },
            };
            foreach (var (name, call) in calls)
            {
                await MeasureAsync(1, call); // warm
                table.Add($"{where}: {name}", await MeasureAsync(1, call), theirs[name]);
                table.Add($"{where}: {name}, 64 tasks", await MeasureAsync(64, call), theirs[name]);
            }
        }
    }

    private static async Task<double> MeasureAsync(int tasks, Func<int, Task> call)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, tasks).Select(async _ =>
        {
            for (var i = 0; i < Calls / tasks; i++)
            {
                await call(i);
            }
        }));
        return Calls / tasks * tasks / clock.Elapsed.TotalSeconds;
    }
}
