namespace Bridge.InteropTests.Scenarios;

/// <summary>The runs of the Pythons: each once, two at a time for each processor, because each often waits.</summary>
public sealed class ScenarioRuns : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(9);

    private readonly SemaphoreSlim _places = new(2 * Environment.ProcessorCount);
    private readonly CancellationTokenSource _stop = new(Limit);
    private readonly Dictionary<TestPython, Task<ScenarioRun>> _runs = [];

    public ScenarioRuns()
    {
        foreach (var python in TestPythons.All)
        {
            _runs[python] = Task.Run(() => StartAsync(python));
        }
    }

    /// <summary>Ends the runs that nobody waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)Task.WhenAll(_runs.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _places.Dispose();
    }

    internal Task<ScenarioRun> GetAsync(TestPython python) => _runs[python];

    private async Task<ScenarioRun> StartAsync(TestPython python)
    {
        await _places.WaitAsync(_stop.Token);
        try
        {
            return await ScenarioRun.StartAsync(python, _stop.Token);
        }
        finally
        {
            _places.Release();
        }
    }
}
