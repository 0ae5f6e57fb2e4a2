using Bridge.Cli.Errors;
using Bridge.Manager;

namespace Bridge.Cli.Run;

/// <summary>Ends a job whose manager is gone or hangs, also while nothing else asks the manager for anything.</summary>
internal static class ManagerWatch
{
    private const int PatienceSeconds = 10;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Runs a job for as long as the manager answers.</summary>
    /// <param name="client">The manager.</param>
    /// <param name="body">The job; its token says that it must end.</param>
    /// <param name="cancellationToken">Cancels the job.</param>
    /// <exception cref="CliException">The manager is gone, or does not answer any more.</exception>
    public static async Task<T> GuardAsync<T>(
        ManagerClient client, Func<CancellationToken, Task<T>> body, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var job = body(stop.Token);
        var watch = WatchAsync(client, stop.Token);
        var first = await Task.WhenAny(job, watch);
        await stop.CancelAsync();
        if (first == watch && watch.IsFaulted)
        {
            await ((Task)job).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await watch;
        }

        await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            return await job;
        }
        catch (BridgeConnectionException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Lost(e);
        }
    }

    private static async Task WatchAsync(ManagerClient client, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = client.PingAsync(cancellationToken);

            // Counted and not measured: while this process is suspended itself, no second passes here.
            for (var seconds = 0; await Task.WhenAny(answer, Task.Delay(Second, cancellationToken)) != answer; seconds++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (seconds == PatienceSeconds)
                {
                    throw Lost(null);
                }
            }

            try
            {
                await answer;
            }
            catch (BridgeConnectionException e)
            {
                throw Lost(e);
            }

            await Task.Delay(Second, cancellationToken);
        }
    }

    private static CliException Lost(Exception? cause) =>
        CliException.Failed("the manager ended, was killed, or does not answer any more; start it and run again.", cause);
}
