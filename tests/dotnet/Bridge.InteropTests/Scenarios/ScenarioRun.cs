using System.Text.Json.Nodes;
using Bridge.TestUtilities.Scenarios;

namespace Bridge.InteropTests.Scenarios;

/// <summary>All cases on one Python.</summary>
/// <param name="Python">The interpreter.</param>
/// <param name="Version">Its full version.</param>
/// <param name="Results">What came of each case.</param>
/// <param name="Exposed">The methods that the server exposes of each typeid; null when it does not have it.</param>
internal sealed record ScenarioRun(
    TestPython Python,
    string Version,
    IReadOnlyList<ScenarioResult> Results,
    IReadOnlyDictionary<string, IReadOnlyList<string>?> Exposed)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60); // of one case; a safety net, nothing takes long

    /// <summary>Lets both sides make every call, and each read the object of the other.</summary>
    public static async Task<ScenarioRun> StartAsync(TestPython python, CancellationToken cancellationToken)
    {
        await using var theirs = await PythonSide.StartAsync(python, cancellationToken);
        await using var client = await theirs.ConnectAsync(cancellationToken);
        await using var ours = new DotNetSide(client);

        var (typeIds, cases) = await theirs.PlanAsync(cancellationToken);
        var results = new List<ScenarioResult>();
        foreach (var scenario in cases)
        {
            results.Add(await RunAsync(scenario, ours, theirs, cancellationToken));
        }

        var exposed = new Dictionary<string, IReadOnlyList<string>?>();
        foreach (var typeId in typeIds)
        {
            exposed[typeId] = await theirs.GetExposedAsync(typeId, cancellationToken);
        }

        return new(python, theirs.Version, results, exposed);
    }

    private static async Task<ScenarioResult> RunAsync(
        ScenarioCase scenario, DotNetSide ours, PythonSide theirs, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var (problem, reference) = await theirs.RunAsync(scenario, limit.Token);
            var answer = await ours.RunAsync(scenario, limit.Token);
            IReadOnlyList<JsonObject> reads = reference is null
                ? []
                : await ours.ReadAsync(reference, scenario.State, limit.Token);
            var problems = await theirs.JudgeAsync(scenario, answer, reads, limit.Token);
            return new(scenario, answer.DotNet, problem is null ? problems : [problem, .. problems]);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{scenario.Id}, {scenario.Title}, did not end within {Limit.TotalSeconds} s.");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new(scenario, "", [error.ToString()]);
        }
    }
}
