using Bridge.Cli.Errors;
using Bridge.Cli.Output;
using Bridge.Hosting;
using Bridge.Manager;
using Bridge.Workers;

namespace Bridge.Cli.Run;

/// <summary>Opens the manager and the workers that a run asks for.</summary>
internal sealed class PoolFactory(RunOptions options, PythonInstallation? python, IJobProgress progress)
{
    /// <summary>Joins the manager that the options name, or starts one.</summary>
    public Task<ManagerSession> OpenSessionAsync(CancellationToken cancellationToken) =>
        options.Manager is { } address
            ? ManagerSession.JoinAsync(address, options.AuthKeyFile, cancellationToken)
            : ManagerSession.StartAsync(
                new ManagerProcessOptions
                {
                    Python = python?.Executable,
                    Output = Relay.Until(progress.Note, cancellationToken),
                    LoggerFactory = VerboseLog.Create(options.Verbose, progress.Note),
                },
                cancellationToken);

    /// <summary>Starts the workers.</summary>
    /// <exception cref="CliException">The worker function cannot be used: exit code 2.</exception>
    public async Task<WorkerPool> StartPoolAsync(ManagerClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await StartAsync(client, options.Worker, cancellationToken);
        }
        catch (ChildProcessException e)
        {
            throw CliException.Usage(e.Message, e);
        }
    }

    /// <summary>Starts as many workers for another function.</summary>
    /// <exception cref="BridgeException">The function cannot be used.</exception>
    public Task<WorkerPool> StartShadowAsync(
        ManagerClient client, string function, CancellationToken cancellationToken) =>
        StartAsync(client, function, cancellationToken);

    private Task<WorkerPool> StartAsync(ManagerClient client, string function, CancellationToken cancellationToken)
    {
        var poolOptions = new WorkerPoolOptions
        {
            Workers = options.Workers,
            BatchSize = options.Batch,
            Ordered = options.Ordered,
            Python = python?.Executable,
            CheckColumns = true,
            StartTimeout = options.StartTimeout,
            Output = Relay.Until(progress.Note, cancellationToken),
            LoggerFactory = VerboseLog.Create(options.Verbose, progress.Note),
        };

        return WorkerPool.StartAsync(client, function, poolOptions, cancellationToken);
    }
}
