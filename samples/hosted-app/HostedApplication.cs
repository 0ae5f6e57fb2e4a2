using Bridge.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostedApp;

/// <summary>An application with two managers: one that it hosts, and one that runs elsewhere.</summary>
public static class HostedApplication
{
    /// <summary>The application, to be built and run. Its managers and its pool are in appsettings.json.</summary>
    public static HostApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var function = Path.Combine(AppContext.BaseDirectory, "valuation.py") + ":value";

        builder.Services.AddBridge("work");                          // Bridge:work in the configuration
        builder.Services.AddBridge("stock");                         // Bridge:stock
        builder.Services.AddBridgeWorkerPool("valuation", function); // BridgePools:valuation
        builder.Services.AddHealthChecks().AddBridge();
        builder.Services.AddHostedService<Valuation>();

        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource(BridgeTelemetry.ActivitySourceName))
            .WithMetrics(metrics => metrics.AddMeter(BridgeTelemetry.MeterName));
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(Valuation.SourceName)); // its own
        return builder;
    }
}
