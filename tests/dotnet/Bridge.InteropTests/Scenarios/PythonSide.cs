using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Connections;
using Bridge.Manager;
using Bridge.TestUtilities.Scenarios;

namespace Bridge.InteropTests.Scenarios;

/// <summary>The side of Python in the scenarios: tests/data/scenarios/peer.py, which starts a manager and uses it.</summary>
internal sealed class PythonSide : IAsyncDisposable
{
    private const string Key = "the key of the scenarios";

    private const string Program = """
        import sys

        sys.dont_write_bytecode = True
        sys.path.insert(0, sys.argv[1])
        import peer

        if __name__ == "__main__":
            peer.main()
        """;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly PythonScript _script;

    private PythonSide(PythonScript script, string address, string version)
    {
        _script = script;
        Address = ManagerAddress.Parse(address);
        Version = version;
    }

    /// <summary>Where its manager listens.</summary>
    public ManagerAddress Address { get; }

    /// <summary>The full version: <c>3.11.7</c>.</summary>
    public string Version { get; }

    public static async Task<PythonSide> StartAsync(TestPython python, CancellationToken cancellationToken)
    {
        var script = PythonScript.Start(python.Path, Program, Path.Combine(Repository.Root, "tests", "data", "scenarios"));
        await script.WriteLineAsync(Key);
        var hello = JsonNode.Parse(await script.ReadLineAsync(cancellationToken))!;
        return new PythonSide(script, (string)hello["address"]!, (string)hello["version"]!);
    }

    /// <summary>Connects .NET to its manager.</summary>
    public Task<ManagerClient> ConnectAsync(CancellationToken cancellationToken) =>
        ManagerClient.ConnectAsync(Address, AuthKey.FromString(Key), null, cancellationToken);

    /// <summary>Every typeid there is, and the cases of this version.</summary>
    public async Task<(IReadOnlyList<string> TypeIds, IReadOnlyList<ScenarioCase> Cases)> PlanAsync(
        CancellationToken cancellationToken)
    {
        var plan = await AskAsync(new { Do = "plan" }, cancellationToken);
        return (plan["typeids"].Deserialize<string[]>(Json)!, plan["cases"].Deserialize<ScenarioCase[]>(Json)!);
    }

    /// <summary>The methods that the server exposes of a typeid; null when it does not have the typeid.</summary>
    public async Task<IReadOnlyList<string>?> GetExposedAsync(string typeId, CancellationToken cancellationToken) =>
        (await AskAsync(new { Do = "exposed", Typeid = typeId }, cancellationToken))["exposed"].Deserialize<string[]>(Json);

    /// <summary>Lets Python make the call of a case.</summary>
    /// <returns>How its outcome is not as written, and its object, with a reference for .NET.</returns>
    public async Task<(string? Problem, ScenarioReference? Reference)> RunAsync(
        ScenarioCase scenario, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(new { Do = "run", scenario.Id }, cancellationToken);
        return ((string?)answer["problem"], answer["reference"].Deserialize<ScenarioReference>(Json));
    }

    /// <summary>Lets Python compare what came of the last case, and read the object of .NET.</summary>
    /// <returns>What differs.</returns>
    public async Task<IReadOnlyList<string>> JudgeAsync(
        ScenarioCase scenario,
        ScenarioAnswer answer,
        IReadOnlyList<JsonObject> reads,
        CancellationToken cancellationToken) =>
        (await AskAsync(new { Do = "judge", scenario.Id, answer.Outcome, answer.Reference, reads }, cancellationToken))
            ["problems"].Deserialize<string[]>(Json)!;

    /// <summary>Lets it end by itself, as a manager that is killed leaves its socket behind.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (_script)
        {
            try
            {
                await _script.WriteLineAsync(JsonSerializer.Serialize(new { Do = "stop" }, Json));
            }
            catch (IOException)
            {
                return; // it has ended already, and whoever asked it last knows
            }

            await Retry.UntilAsync("the Python side has ended", () => !ProcessList.IsRunning(_script.ProcessId));
        }
    }

    private async Task<JsonNode> AskAsync<T>(T question, CancellationToken cancellationToken)
    {
        await _script.WriteLineAsync(JsonSerializer.Serialize(question, Json));
        var answer = JsonNode.Parse(await _script.ReadLineAsync(cancellationToken))!;
        return answer["error"] is { } error ? throw new InvalidOperationException((string?)error) : answer;
    }
}
