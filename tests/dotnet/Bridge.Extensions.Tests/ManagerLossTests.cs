using System.Diagnostics;
using Bridge.Extensions.Hosting;
using Bridge.Manager;
using Bridge.Proxies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Extensions.Tests;

/// <summary>Managers that are killed while the application runs.</summary>
public class ManagerLossTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Without_its_manager_the_application_stops()
    {
        var lines = new Lines();
        var builder = Hosts.Empty();
        builder.Logging.AddProvider(lines);
        builder.Services.AddBridge(options => options.Host = true);
        using var host = builder.Build();
        await host.StartAsync(_token);

        Kill(host.Services.GetRequiredService<ManagerClient>());
        await host.WaitForShutdownAsync(_token);

        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
        Assert.Equal(1, lines.Count(6003));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_manager_that_is_restarted_is_unhealthy_in_between_and_its_pool_works_again()
    {
        var lines = new Lines();
        var builder = Hosts.Empty();
        builder.Logging.AddProvider(lines);
        builder.Services.AddBridge(options =>
        {
            options.Host = true;
            options.OnManagerLost = ManagerLossAction.Restart;
        });
        builder.Services.AddBridgeWorkerPool("math:sqrt", options => options.Workers = 1);
        builder.Services.AddHealthChecks().AddBridge();
        using var host = builder.Build();
        await host.StartAsync(_token);
        var client = host.Services.GetRequiredService<ManagerClient>();
        var pool = host.Services.GetRequiredService<BridgeWorkerPool>();
        Assert.Equal([2.0, 3.0], await RootsAsync(pool, 4, 9));
        await using var old = await client.CreateDictAsync<string, int>(_token);
        var before = pool.ProcessIds;

        Kill(client);

        await host.UntilAsync(HealthStatus.Unhealthy);
        await host.UntilAsync(HealthStatus.Healthy);
        Assert.NotEqual(before, pool.ProcessIds);
        var again = pool.ProcessIds;
        Assert.Equal([5.0], await RootsAsync(pool, 25));
        Assert.Equal(again, pool.ProcessIds); // once is enough
        Assert.True((lines.Count(6011), lines.Count(6010)) == (1, 2), lines.ToString());
        await using var fresh = await client.CreateDictAsync<string, int>(_token);
        await fresh.SetItemAsync("a", 1, _token);
        await Assert.ThrowsAsync<StaleProxyException>(() => old.GetCountAsync(_token).AsTask());
        var last = client.Server!.ProcessId!.Value;
        await host.StopAsync(_token);
        Assert.False(ProcessList.IsRunning(last));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_manager_elsewhere_that_ends_is_unhealthy_until_it_is_back()
    {
        var server = await DictServer.StartAsync("{'a': 1}", _token);
        await using var second = new Later();
        var builder = Hosts.Empty();
        builder.Services.AddBridge("settings", options =>
        {
            options.Address = server.Address.ToString();
            options.AuthKey = DictServer.Key;
        });
        builder.Services.AddHealthChecks().AddBridge("settings");
        using var host = builder.Build();
        await host.StartAsync(_token);
        Assert.Equal(HealthStatus.Healthy, (await host.HealthAsync()).Status);

        await server.DisposeAsync();
        var report = await host.HealthAsync();
        second.Server = await DictServer.StartAsync("{'a': 2}", _token, server.Address.Port);
        await host.UntilAsync(HealthStatus.Healthy);

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains(
            "The manager 'settings' does not answer", report.Entries["bridge:settings"].Description, StringComparison.Ordinal);
        await host.StopAsync(_token);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_constructor_that_needs_the_client_gets_it_before_the_host_has_started()
    {
        var builder = Hosts.Empty();
        builder.Services.AddBridge(options => options.Host = true);
        builder.Services.AddSingleton<NeedsClient>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<NeedsClient>());
        using var host = builder.Build();

        await host.StartAsync(_token);

        Assert.Equal(ManagerClientState.Connected, host.Services.GetRequiredService<NeedsClient>().Client.State);
        await host.StopAsync(_token);
        Assert.Equal(ManagerClientState.Disposed, host.Services.GetRequiredService<NeedsClient>().Client.State);
    }

    private async Task<List<double>> RootsAsync(BridgeWorkerPool pool, params int[] numbers) =>
        await pool.MapAsync<int, double>(numbers.ToAsyncEnumerable(), _token)
            .Select(result => result.Value).Order().ToListAsync(_token);

    private static void Kill(ManagerClient client)
    {
        using var process = Process.GetProcessById(client.Server!.ProcessId!.Value);
        process.Kill();
    }

    private sealed class NeedsClient(ManagerClient client) : BackgroundService
    {
        public ManagerClient Client => client;

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }

    private sealed class Later : IAsyncDisposable
    {
        public DictServer? Server { get; set; }

        public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
