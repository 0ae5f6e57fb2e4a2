using System.Runtime.CompilerServices;
using Bridge.Cli.Run;
using Bridge.Manager;
using Bridge.Workers;

namespace Bridge.Cli.Shadow;

/// <summary>The second function of a run: started beside the first, compared, and left out when it cannot go on.</summary>
internal sealed class ShadowJob : IAsyncDisposable
{
    /// <summary>How many differences are shown; a file has all of them.</summary>
    private const int Shown = 20;

    private readonly ShadowSettings _settings;
    private readonly WorkerPool? _pool;
    private readonly DifferenceFile? _file;
    private readonly List<RowDifference<Dictionary<string, string>>> _shown = [];
    private readonly Queue<RowDifference<Dictionary<string, string>>> _unwritten = [];
    private readonly Exception? _startError;

    private ShadowJob(ShadowSettings settings, WorkerPool? pool, DifferenceFile? file, Exception? startError)
    {
        _settings = settings;
        _pool = pool;
        _file = file;
        _startError = startError;
    }

    /// <summary>Starts the workers of the second function, and creates the file for differences.</summary>
    /// <remarks>A function that cannot start is no reason not to run the first one; the findings tell.</remarks>
    public static async Task<ShadowJob> StartAsync(
        ShadowSettings settings, PoolFactory pools, ManagerClient client, CancellationToken cancellationToken)
    {
        WorkerPool? pool = null;
        Exception? startError = null;
        try
        {
            pool = await pools.StartShadowAsync(client, settings.Worker, cancellationToken);
        }
        catch (BridgeException e) when (e is not BridgeConnectionException)
        {
            startError = e;
        }

        try
        {
            var file = settings.Report is null ? null : await DifferenceFile.OpenAsync(settings.Report);
            return new ShadowJob(settings, pool, file, startError);
        }
        catch
        {
            if (pool is not null)
            {
                await pool.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>What was found; complete when <see cref="MapAsync"/> has ended.</summary>
    public ShadowFindings? Findings { get; private set; }

    /// <summary>The results of the first function.</summary>
    public async IAsyncEnumerable<RowResult<Dictionary<string, string>, object?>> MapAsync(
        WorkerPool first,
        IAsyncEnumerable<Dictionary<string, string>> rows,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_pool is null)
        {
            Findings = new ShadowFindings(_settings, null, [], _startError);
            await foreach (var result in first.MapAsync<Dictionary<string, string>, object?>(rows, cancellationToken))
            {
                yield return result;
            }

            yield break;
        }

        var shadow = new ShadowPool(first, _pool, _settings.Comparison);
        var results = shadow.MapAsync<Dictionary<string, string>, object?>(rows, Keep, cancellationToken);
        await foreach (var result in results)
        {
            await WriteAsync();
            yield return result;
        }

        await WriteAsync();
        Findings = new ShadowFindings(
            _settings, shadow.Report, [.. _shown.OrderBy(difference => difference.Index)], shadow.Report.SecondError);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_pool is not null)
            {
                await _pool.DisposeAsync();
            }
        }
        finally
        {
            if (_file is not null)
            {
                await _file.DisposeAsync();
            }
        }
    }

    private void Keep(RowDifference<Dictionary<string, string>> difference)
    {
        if (_shown.Count < Shown)
        {
            _shown.Add(difference);
        }

        if (_file is not null)
        {
            _unwritten.Enqueue(difference);
        }
    }

    private async Task WriteAsync()
    {
        if (_unwritten.Count == 0)
        {
            return;
        }

        while (_unwritten.TryDequeue(out var difference))
        {
            await _file!.WriteAsync(difference);
        }

        await _file!.FlushAsync();
    }
}
