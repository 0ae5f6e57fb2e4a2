using Bridge.Cli.Errors;
using Bridge.Cli.Output;
using Bridge.Manager;
using Bridge.Proxies;
using Bridge.Workers;

namespace Bridge.Cli.Demo;

/// <summary>Sends modules through workers; collects their figures in a queue and a dict of the manager.</summary>
/// <remarks>Any Python program that joins the manager meanwhile sees the same queue and the same dict.</remarks>
internal sealed class SurveyJob(ManagerClient client, WorkerPool pool, IJobProgress progress)
{
    /// <summary>Measures the modules.</summary>
    public async Task<Survey> RunAsync(IReadOnlyList<ModuleFile> modules, CancellationToken cancellationToken)
    {
        await using var measured = await client.CreateQueueAsync<object?>(0, cancellationToken);
        await using var figures = await client.CreateDictAsync<string, object?>(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        var collecting = CollectAsync(measured, figures, stop.Token);
        var problems = new List<string>();
        try
        {
            await MeasureAsync(modules, measured, problems, cancellationToken);
            await measured.PutAsync(null, cancellationToken);
            await collecting;
        }
        finally
        {
            await stop.CancelAsync();
            await collecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var shared = await figures.GetSnapshotAsync(cancellationToken);
        return new Survey(
            [.. shared.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)], problems);
    }

    private async Task MeasureAsync(
        IReadOnlyList<ModuleFile> modules,
        QueueProxy<object?> measured,
        List<string> problems,
        CancellationToken cancellationToken)
    {
        long done = 0;
        var rows = modules.Select(module => module.ToRow()).ToAsyncEnumerable();
        await foreach (var result in pool.MapAsync<Dictionary<string, string>, object?>(rows, cancellationToken))
        {
            if (result.Error is { } error)
            {
                problems.Add($"{result.Input["path"]}: {ErrorReport.OneLine(error.Message)}");
            }
            else
            {
                await measured.PutAsync(result.Value, cancellationToken);
            }

            progress.Report(++done, problems.Count, (double)done / modules.Count);
        }
    }

    /// <summary>Moves figures from the queue to the dict until None comes.</summary>
    private static async Task CollectAsync(
        QueueProxy<object?> measured, DictProxy<string, object?> figures, CancellationToken cancellationToken)
    {
        while (await measured.GetAsync(cancellationToken) is { } result)
        {
            await figures.SetItemAsync(ModuleFigures.Read(result).Module, result, cancellationToken);
        }
    }
}
