using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Extensions.Tests;

/// <summary>What the tests do with hosts.</summary>
internal static class Hosts
{
    /// <summary>A builder without any source of configuration and without loggers.</summary>
    public static HostApplicationBuilder Empty()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        return builder;
    }

    /// <summary>The health of a host, now.</summary>
    public static Task<HealthReport> HealthAsync(this IHost host) =>
        host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    /// <summary>Waits until a host is of some health.</summary>
    public static Task UntilAsync(this IHost host, HealthStatus status) =>
        Retry.UntilAsync($"the health is {status}", async () => (await host.HealthAsync()).Status == status);
}
