using Bridge.Manager;
using Bridge.Proxies;
using Bridge.TestUtilities.Scenarios.Calls;

namespace Bridge.TestUtilities.Scenarios;

/// <summary>The object that a scenario is about, as .NET holds it.</summary>
internal sealed class ScenarioSubject : IAsyncDisposable
{
    private readonly ICallTable? _table;
    private readonly Proxy? _typed;
    private readonly ObjectProxy _owner;
    private readonly ProxyReference _reference;

    public ScenarioSubject(ManagerClient client, ProxyReference reference)
    {
        _reference = reference;
        _owner = new ObjectProxy(client, reference);
        _table = CallTables.Of(reference.Token.TypeId);
        _typed = _table?.Create(client, reference);
    }

    /// <summary>What names the object for Python.</summary>
    public ScenarioReference Reference => ScenarioReference.From(_reference);

    /// <summary>Makes a call with the .NET method that the table names, else by the name of the Python method.</summary>
    /// <returns>What Python's method would return.</returns>
    public Task<object?> CallAsync(ScenarioStep step, CancellationToken cancellationToken) =>
        Find(step, cancellationToken)?.Run()
        ?? _owner.CallAsync<object?>(step.Method, step.Arguments, step.Keywords, cancellationToken);

    /// <summary>The .NET method that <see cref="CallAsync"/> uses.</summary>
    public string NameOf(ScenarioStep step) =>
        Find(step, CancellationToken.None)?.DotNet ?? $"{nameof(ObjectProxy)}.{nameof(ObjectProxy.CallAsync)}";

    public ValueTask DisposeAsync() => (_typed ?? _owner).DisposeAsync();

    private TypedCall? Find(ScenarioStep step, CancellationToken cancellationToken) =>
        _typed is null ? null : _table!.Find(_typed, step, cancellationToken);
}
