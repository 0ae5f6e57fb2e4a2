using System.Text.Json;
using Bridge.Connections;
using Bridge.Manager;
using Bridge.TestUtilities.Scenarios;

namespace Bridge.TestPeer.Commands;

/// <summary>
/// <c>scenario ADDRESS</c>, the authkey on standard input: the .NET side of tests/data/scenarios for a test in Python.
/// Each further line is a question in JSON, answered by one.
/// </summary>
internal static class ScenarioCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<int> RunAsync(string[] args)
    {
        var key = AuthKey.FromString(await Console.In.ReadLineAsync() ?? "");
        await using var client = await ManagerClient.ConnectAsync(ManagerAddress.Parse(args[0]), key);
        await using var side = new DotNetSide(client);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var question = JsonSerializer.Deserialize<Question>(line, Json)!;
            Console.WriteLine(await AnswerAsync(side, question));
        }

        return 0;
    }

    private static async Task<string> AnswerAsync(DotNetSide side, Question question) =>
        question switch
        {
            { Run: { } scenario } =>
                JsonSerializer.Serialize(await side.RunAsync(scenario, CancellationToken.None), Json),
            { Read: { } reference, State: { } state } =>
                JsonSerializer.Serialize(new { Reads = await side.ReadAsync(reference, state, CancellationToken.None) }, Json),
            _ => throw new ArgumentException("A question has 'run', or 'read' and 'state'."),
        };

    /// <summary>A case to run, or an object to read.</summary>
    private sealed record Question(ScenarioCase? Run, ScenarioReference? Read, IReadOnlyList<ScenarioStep>? State);
}
