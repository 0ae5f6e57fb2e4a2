using System.Diagnostics;
using Bridge.Manager;
using Bridge.Proxies;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Extensions.Tests;

/// <summary>A manager elsewhere that is there and says nothing.</summary>
public class HungManagerTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task The_application_ends_within_five_seconds_all_the_same()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGSTOP.");
        await using var server = await DictServer.StartAsync("{'a': 1}", _token);
        var builder = Hosts.Empty();
        builder.Services.AddBridge(options =>
        {
            options.Address = server.Address.ToString();
            options.AuthKey = DictServer.Key;
        });
        builder.Services.AddBridgeWorkerPool("math:sqrt", options => options.Workers = 1);
        using var host = builder.Build();
        await host.StartAsync(_token);
        var client = host.Services.GetRequiredService<ManagerClient>();
        var dict = await client.GetDictAsync<string, int>("get_settings", _token);
        using (var stop = Process.Start("kill", ["-STOP", $"{client.Server!.ProcessId}"]))
        {
            await stop.WaitForExitAsync(_token);
        }

        await dict.DisposeAsync(); // nobody takes that back
        var start = Stopwatch.GetTimestamp();
        await host.StopAsync(_token);

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
