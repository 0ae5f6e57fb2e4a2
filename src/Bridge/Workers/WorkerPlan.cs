using Bridge.Hosting;
using Bridge.Manager;
using Bridge.Proxies;
using Microsoft.Extensions.Logging;

namespace Bridge.Workers;

/// <summary>What every worker of a pool is started with.</summary>
internal sealed record WorkerPlan(
    ManagerClient Client,
    PythonInstallation Python,
    string Function,
    QueueProxy<object?> Results,
    WorkerPoolOptions Options,
    ILogger Logger);
