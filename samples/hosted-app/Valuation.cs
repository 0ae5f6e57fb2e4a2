using System.Diagnostics;
using Bridge.Extensions.Hosting;
using Bridge.Manager;
using Bridge.Proxies;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostedApp;

/// <summary>Says what the stock is worth, every ten seconds: C# reads the shared dict, Python workers do the sums.</summary>
internal sealed partial class Valuation(
    [FromKeyedServices("stock")] ManagerClient stock,
    [FromKeyedServices("valuation")] BridgeWorkerPool pool,
    HealthCheckService health,
    IConfiguration configuration,
    ILogger<Valuation> logger) : BackgroundService
{
    /// <summary>The source of this application's own activities.</summary>
    internal const string SourceName = "HostedApp";

    private static readonly ActivitySource Activities = new(SourceName);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(configuration.GetValue("Valuation:Interval", TimeSpan.FromSeconds(10)));
        do
        {
            await ValueAsync(stoppingToken);
            var report = await health.CheckHealthAsync(stoppingToken);
            LogHealth(report.Status, string.Join(", ", report.Entries.SelectMany(entry => entry.Value.Data)));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ValueAsync(CancellationToken cancellationToken)
    {
        using var activity = Activities.StartActivity("valuation");
        await using var pieces = await stock.GetDictAsync<string, int>("get_stock", cancellationToken);
        var rows = await pieces.GetItemsAsync(cancellationToken);
        var articles = rows.Select(row => new Article(row.Key, row.Value)).ToAsyncEnumerable();
        await foreach (var result in pool.MapAsync<Article, Worth>(articles, cancellationToken))
        {
            LogWorth(result.Value.Article, result.Value.Amount, result.Value.Traceparent);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "All of {Article} is worth {Amount}, says the worker in {Traceparent}")]
    private partial void LogWorth(string article, double amount, string traceparent);

    [LoggerMessage(2, LogLevel.Information, "Health: {Status} ({Data})")]
    private partial void LogHealth(HealthStatus status, string data);
}
