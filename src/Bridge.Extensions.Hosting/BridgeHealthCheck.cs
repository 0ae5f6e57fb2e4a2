using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Bridge.Extensions.Hosting;

/// <summary>Whether managers answer and pools have workers.</summary>
/// <param name="lifetime">Has both; null when no manager was added.</param>
/// <param name="name">The manager to look at; null for all.</param>
internal sealed class BridgeHealthCheck(BridgeLifetime? lifetime, string? name) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (lifetime is null || (name is not null && !lifetime.Managers.Any(manager => manager.Name == name)))
        {
            var call = string.IsNullOrEmpty(name) ? "services.AddBridge()" : $"services.AddBridge(\"{name}\", …)";
            return new HealthCheckResult(
                context.Registration.FailureStatus, $"The manager to check was not added; call {call} as well.");
        }

        var data = new SortedDictionary<string, object>(StringComparer.Ordinal);
        var managers = lifetime.Managers.Where(manager => name is null || manager.Name == name).ToList();
        var problems = await Task.WhenAll(
            managers.Select(manager => LookAsync(manager, data, cancellationToken))).ConfigureAwait(false);
        var worst = problems.Any(problem => problem is not null) ? context.Registration.FailureStatus : HealthStatus.Healthy;
        var told = problems.OfType<string>().ToList();
        foreach (var pool in lifetime.Pools.Where(pool => managers.Contains(pool.Manager)))
        {
            var alive = pool.ProcessIds.Count;
            data[$"pool.{pool.Name}.workers"] = alive;
            data[$"pool.{pool.Name}.restarts"] = pool.Restarts;
            if (alive < pool.Workers)
            {
                told.Add($"The pool {pool.Name} has {alive} of {pool.Workers} workers.");
                worst = (HealthStatus)Math.Min(
                    (int)worst, (int)(alive == 0 ? context.Registration.FailureStatus : HealthStatus.Degraded));
            }
        }

        return new HealthCheckResult(worst, told.Count > 0 ? string.Join(' ', told) : null, null, data);
    }

    private static async Task<string?> LookAsync(
        ManagerHost manager, SortedDictionary<string, object> data, CancellationToken cancellationToken)
    {
        var prefix = manager.Name.Length == 0 ? "manager" : $"manager.{manager.Name}";
        var subject = manager.Name.Length == 0 ? "The manager" : $"The manager '{manager.Name}'";
        if (manager.Client is not { } client)
        {
            return $"{subject} has not started.";
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        var start = Stopwatch.GetTimestamp();
        string? problem = null;
        try
        {
            await client.PingAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            problem = $"{subject} at {client.Address} did not answer within {Patience.TotalSeconds} s.";
        }
        catch (Exception error) when (error is BridgeException or ObjectDisposedException)
        {
            problem = $"{subject} does not answer: {error.Message}";
        }

        var milliseconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 3);
        lock (data)
        {
            data[$"{prefix}.address"] = client.Address.ToString();
            data[$"{prefix}.python"] = client.Server?.PythonVersion?.ToString() ?? "unknown";
            if (problem is null)
            {
                data[$"{prefix}.ping_ms"] = milliseconds;
            }
        }

        return problem;
    }
}
