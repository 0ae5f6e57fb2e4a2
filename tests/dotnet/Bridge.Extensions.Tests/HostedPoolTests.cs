using System.Diagnostics;
using System.Threading.Channels;
using Bridge.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Bridge.Extensions.Tests;

/// <summary>A pool of the application, whose manager is well.</summary>
public class HostedPoolTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_second_map_is_refused_even_while_no_worker_is_alive_and_the_first_one_goes_on()
    {
        var builder = Hosts.Empty();
        builder.Services.AddBridge(options => options.Host = true);
        builder.Services.AddBridgeWorkerPool("math:sqrt", options =>
        {
            options.Workers = 3;
            options.ConfigurePool(pool => pool with { Workers = 1 });
        });
        builder.Services.AddHealthChecks().AddBridge();
        using var host = builder.Build();
        await host.StartAsync(_token);
        var pool = host.Services.GetRequiredService<BridgeWorkerPool>();
        var rows = Channel.CreateUnbounded<int>();
        rows.Writer.TryWrite(4);
        await using var first = pool.MapAsync<int, double>(rows.Reader.ReadAllAsync(_token), _token)
            .GetAsyncEnumerator(_token);
        Assert.True(await first.MoveNextAsync());
        Assert.Equal((1, HealthStatus.Healthy), (pool.Workers, (await host.HealthAsync()).Status));

        var killed = Assert.Single(pool.ProcessIds);
        using (var process = Process.GetProcessById(killed))
        {
            process.Kill();
        }

        await Retry.UntilAsync("the worker is gone", () => !pool.ProcessIds.Contains(killed));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => pool.MapAsync<int, double>(AsyncEnumerable.Empty<int>(), _token).ToListAsync(_token).AsTask());
        rows.Writer.TryWrite(9);
        rows.Writer.Complete();

        Assert.StartsWith("Another map of the pool math:sqrt is running", error.Message, StringComparison.Ordinal);
        Assert.Equal(2.0, first.Current.Value);
        Assert.True(await first.MoveNextAsync());
        Assert.Equal(3.0, first.Current.Value);
        Assert.False(await first.MoveNextAsync());
        Assert.Equal([5.0], await RootsAsync(pool, 25)); // it is over, the next one may begin
        await host.StopAsync(_token);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_mere_reconnect_starts_it_again_once()
    {
        await using var server = await DictServer.StartAsync("{}", _token);
        await using var proxy = CuttingProxy.Start(server.Address.Port);
        var lines = new Lines();
        var builder = Hosts.Empty();
        builder.Logging.AddProvider(lines);
        builder.Services.AddBridge(options =>
        {
            options.Address = $"127.0.0.1:{proxy.Port}";
            options.AuthKey = DictServer.Key;
        });
        builder.Services.AddBridgeWorkerPool("math:sqrt", options => options.Workers = 1);
        using var host = builder.Build();
        await host.StartAsync(_token);
        var pool = host.Services.GetRequiredService<BridgeWorkerPool>();
        Assert.Equal([2.0], await RootsAsync(pool, 4));

        for (var i = 0; i < 100; i++)
        {
            proxy.CutOne(Random.Shared, Cut.Now); // in the end, all
        }

        await Retry.UntilAsync("the pool is started again", () => lines.Count(6010) == 2);
        var again = pool.ProcessIds;
        Assert.Equal([3.0], await RootsAsync(pool, 9));
        Assert.Equal(again, pool.ProcessIds);
        Assert.Equal((1, 2), (lines.Count(6011), lines.Count(6010)));
        await host.StopAsync(_token);
    }

    private async Task<List<double>> RootsAsync(BridgeWorkerPool pool, params int[] numbers) =>
        await pool.MapAsync<int, double>(numbers.ToAsyncEnumerable(), _token)
            .Select(result => result.Value).ToListAsync(_token);
}
