using System.Runtime.InteropServices;
using Bridge.Diagnostics;
using Bridge.Manager;
using Bridge.Proxies;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Workers.Child;

/// <summary>The life of a worker process, from its first line to its exit code.</summary>
/// <param name="parent">The pipes to whoever started it.</param>
/// <param name="options">How it works.</param>
/// <param name="endNow">Ends the process with an exit code, whatever it does.</param>
internal sealed class WorkerProgram(ParentPipe parent, BridgeWorkerOptions options, Action<int> endNow)
{
    /// <summary>The exit code of a program that nobody can use as it was started.</summary>
    public const int Usage = 2;

    /// <summary>The exit code after an error line.</summary>
    public const int NotStarted = 3;

    /// <summary>The exit code that a shell gives to a process that SIGTERM ended.</summary>
    public const int Terminated = 128 + 15;

    private readonly ILogger _logger = options.LoggerFactory.CreateLogger("Bridge.Workers.BridgeWorker");

    /// <summary>Runs the worker until it is told to stop, or its parent or the manager is gone.</summary>
    /// <param name="load">Finds the function of a name.</param>
    /// <param name="help">Told when nobody started it.</param>
    public async Task<int> RunAsync(Func<string, WorkerFunction> load, Action help)
    {
        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ignore); // Ctrl-C belongs to the parent
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stopping));
        try
        {
            var line = await parent.ReadLineAsync(stopping.Token).ConfigureAwait(false);
            if (line is null)
            {
                help();
                return Usage;
            }

            parent.WatchEnd(() => endNow(Worker.LostManagerExitCode));
            return await WorkAsync(WorkerConfiguration.Parse(line), load, stopping.Token).ConfigureAwait(false);
        }
        catch (WorkerLoadException error)
        {
            parent.WriteError(error);
            return NotStarted;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Terminated;
        }
    }

    private async Task<int> WorkAsync(
        WorkerConfiguration configuration, Func<string, WorkerFunction> load, CancellationToken stopping)
    {
        var function = Load(load, configuration.Function);
        var client = ManagerClient.Prepare(configuration.Address, configuration.AuthKey, ClientOptions());
        client.ProxyFactory = ProxyFactory.Instance; // for proxies among the rows
        try
        {
            await SetUpAsync(client, stopping).ConfigureAwait(false);
            var connection = await ConnectAsync(client, stopping).ConfigureAwait(false);
            var lane = new WorkerLane(connection, configuration.Tasks, configuration.Results, client.Pickle);
            await using (lane.ConfigureAwait(false))
            {
                parent.WriteReady();
                Log.WorkerIsReady(_logger, configuration.Number, client.Address);
                var codec = new WorkerCodec(client.Pickle, configuration.HasColumns);
                await new WorkerLoop(configuration.Number, lane, function, codec).RunAsync(stopping).ConfigureAwait(false);
            }
        }
        catch (ManagerLostException error)
        {
            // Without a word when the manager is gone: the parent notices, each worker would say it.
            if (error.Message.Length > 0)
            {
                await Console.Error.WriteLineAsync(
                    $"worker {configuration.Number} lost the manager at {client.Address}: {error.Message.TrimEnd('.')}.")
                    .ConfigureAwait(false);
            }

            return Worker.LostManagerExitCode;
        }

        client.ReleaseAll(); // proxies of rows that were not collected yet, and those that the setup keeps
        await client.DisposeAsync().ConfigureAwait(false);
        return 0;
    }

    private ManagerClientOptions ClientOptions() =>
        ReferenceEquals(options.Client.LoggerFactory, NullLoggerFactory.Instance)
            ? options.Client with { LoggerFactory = options.LoggerFactory }
            : options.Client;

    private static WorkerFunction Load(Func<string, WorkerFunction> load, string name)
    {
        try
        {
            return load(name);
        }
        catch (Exception error) when (error is not WorkerLoadException)
        {
            throw new WorkerLoadException(
                WorkerLoadException.ImportFailed,
                $"The function '{name}' cannot be used: {RowFailure.NameOf(error.GetType())}: {OneLine(error)}.",
                error);
        }
    }

    private async Task SetUpAsync(ManagerClient client, CancellationToken stopping)
    {
        try
        {
            if (options.Setup is { } setup)
            {
                await setup(client, stopping).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is not WorkerLoadException && !stopping.IsCancellationRequested)
        {
            throw new WorkerLoadException(
                WorkerLoadException.SetupFailed,
                $"The setup of the worker threw {RowFailure.NameOf(error.GetType())}: {OneLine(error)}.",
                error);
        }
    }

    private static async Task<Connections.Connection> ConnectAsync(ManagerClient client, CancellationToken stopping)
    {
        try
        {
            return await client.OpenConnectionAsync(stopping).ConfigureAwait(false);
        }
        catch (BridgeException error)
        {
            throw new WorkerLoadException(
                error is BridgeAuthenticationException ? "wrong-authkey" : "cannot-connect", error.Message);
        }
    }

    private void Stop(PosixSignalContext signal, CancellationTokenSource stopping)
    {
        signal.Cancel = true;
        _ = StopAsync(stopping);
    }

    // Its own end comes first, as a rule, and takes this with it.
    private async Task StopAsync(CancellationTokenSource stopping)
    {
        _ = CancelAsync(stopping); // not awaited: a handler's own callback may block
        await Task.Delay(options.StopTimeout).ConfigureAwait(false);
        endNow(Terminated);
    }

    private async Task CancelAsync(CancellationTokenSource stopping)
    {
        await Task.Yield();
        try
        {
            await stopping.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is ObjectDisposedException or AggregateException)
        {
            Log.WorkerStopFailed(_logger, error.Message); // it ends already, or a handler's own callback threw
        }
    }

    private static void Ignore(PosixSignalContext signal) => signal.Cancel = true;

    private static string OneLine(Exception error) => error.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
}
