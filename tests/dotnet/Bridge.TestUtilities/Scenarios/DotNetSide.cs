using System.Text.Json.Nodes;
using Bridge.Manager;
using Bridge.Proxies;
using Bridge.TestUtilities.Scenarios.Calls;

namespace Bridge.TestUtilities.Scenarios;

/// <summary>The side of .NET in the scenarios: makes the calls with Bridge's proxies. Not thread-safe.</summary>
public sealed class DotNetSide(ManagerClient client) : IAsyncDisposable
{
    private readonly Dictionary<string, ScenarioSubject> _kept = [];
    private ScenarioSubject? _subject;
    private bool _isKept;

    /// <summary>The class of the proxy for a typeid: <c>ListProxy&lt;T&gt;</c>.</summary>
    public static string ProxyClassOf(string typeId) => CallTables.Of(typeId)?.ProxyClass ?? nameof(ObjectProxy);

    /// <summary>What is to be known of the methods of a typeid, above all why one is called by name.</summary>
    public static IReadOnlyDictionary<string, string> NotesOf(string typeId) =>
        CallTables.Of(typeId)?.Notes ?? new Dictionary<string, string>();

    /// <summary>Makes the call of a case on an object of its own.</summary>
    public async Task<ScenarioAnswer> RunAsync(ScenarioCase scenario, CancellationToken cancellationToken)
    {
        await DropAsync();
        if (scenario.Call is not { } call)
        {
            var created = await ScenarioOutcome.OfAsync(async () =>
            {
                _subject = await CreateAsync(scenario, cancellationToken);
                return null;
            });
            return new(_subject?.Constructor ?? nameof(ManagerClientExtensions.CreateAsync), created, _subject?.Reference);
        }

        var subject = _subject = await CreateAsync(scenario, cancellationToken);
        foreach (var step in scenario.Setup)
        {
            await subject.CallAsync(step, cancellationToken);
        }

        var outcome = await ScenarioOutcome.OfAsync(() => subject.CallAsync(call, cancellationToken));
        return new(subject.NameOf(call), outcome, subject.Reference);
    }

    /// <summary>Reads the state of an object of Python; the reference is given back afterwards.</summary>
    public async Task<IReadOnlyList<JsonObject>> ReadAsync(
        ScenarioReference reference, IReadOnlyList<ScenarioStep> state, CancellationToken cancellationToken)
    {
        await using var subject = ScenarioSubject.Of(client, reference.ToProxyReference(client));
        var read = new List<JsonObject>();
        foreach (var step in state)
        {
            read.Add(await ScenarioOutcome.OfAsync(() => subject.CallAsync(step, cancellationToken)));
        }

        return read;
    }

    public async ValueTask DisposeAsync()
    {
        await DropAsync();
        foreach (var kept in _kept.Values)
        {
            await kept.DisposeAsync();
        }
    }

    private async Task DropAsync()
    {
        if (_subject is { } last && !_isKept)
        {
            await last.DisposeAsync();
        }

        _subject = null;
    }

    // What is shared, and what a chain starts with, is made once.
    private async Task<ScenarioSubject> CreateAsync(ScenarioCase scenario, CancellationToken cancellationToken)
    {
        var first = scenario.Creation[0];
        _isKept = scenario.Shared;
        if (!_isKept && scenario.Creation.Count == 1)
        {
            return await ScenarioSubject.CreateAsync(client, first, cancellationToken);
        }

        if (!_kept.TryGetValue(first.Key, out var subject))
        {
            _kept[first.Key] = subject = await ScenarioSubject.CreateAsync(client, first, cancellationToken);
        }

        foreach (var step in scenario.Creation.Skip(1))
        {
            subject = ScenarioSubject.Of(client, await subject.FollowAsync(step, cancellationToken));
        }

        return subject;
    }
}
