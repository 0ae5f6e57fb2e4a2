using Bridge.Extensions.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of managers and worker pools.</summary>
public static class BridgeHealthChecksBuilderExtensions
{
    /// <summary>Checks that managers answer, and that their worker pools have workers.</summary>
    /// <param name="builder">Of <c>services.AddHealthChecks()</c>.</param>
    /// <param name="manager">The name of one manager, empty for the one without; null, the default, for all.</param>
    /// <param name="failureStatus">
    /// What it is when a manager does not answer or a pool has no worker; null, the default, for unhealthy. A pool with
    /// fewer workers than it should have is degraded.
    /// </param>
    /// <param name="tags">Tags of the check; none by default.</param>
    /// <remarks>
    /// Named <c>bridge</c>, or <c>bridge:NAME</c>. Its data are address, Python version and latency of each manager, and
    /// the workers that are alive of each pool.
    /// </remarks>
    public static IHealthChecksBuilder AddBridge(
        this IHealthChecksBuilder builder,
        string? manager = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = string.IsNullOrEmpty(manager) ? "bridge" : $"bridge:{manager}";
        return builder.Add(new HealthCheckRegistration(
            name,
            services => new BridgeHealthCheck(services.GetService<BridgeLifetime>(), manager),
            failureStatus,
            tags));
    }
}
