using Bridge.Hosting;
using Bridge.Manager;
using Bridge.Proxies;
using Microsoft.Extensions.Logging;

namespace Bridge.Workers;

/// <summary>What every worker of a pool is started with.</summary>
/// <param name="Client">The manager.</param>
/// <param name="Command">The program that each runs.</param>
/// <param name="Function">What it is asked to do with rows; null when the program has one function of its own.</param>
/// <param name="Name">What the caller named, for logs and measurements.</param>
/// <param name="Results">Where the results go.</param>
/// <param name="Options">How many, how long.</param>
/// <param name="Logger">Where the pool logs.</param>
internal sealed record WorkerPlan(
    ManagerClient Client,
    ChildCommand Command,
    string? Function,
    string Name,
    QueueProxy<object?> Results,
    WorkerPoolOptions Options,
    ILogger Logger);
