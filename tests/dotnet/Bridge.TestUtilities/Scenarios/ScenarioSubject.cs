using Bridge.Manager;
using Bridge.Proxies;
using Bridge.TestUtilities.Scenarios.Calls;

namespace Bridge.TestUtilities.Scenarios;

/// <summary>The object that a scenario is about, as .NET holds it.</summary>
internal sealed class ScenarioSubject : IAsyncDisposable
{
    private const string ByName = $"{nameof(ObjectProxy)}.{nameof(ObjectProxy.CallAsync)}";

    private readonly ICallTable? _table;
    private readonly Proxy? _typed;
    private readonly ObjectProxy _owner;
    private readonly ProxyReference _reference;

    private ScenarioSubject(ManagerClient client, ProxyReference reference, Proxy? typed, string constructor)
    {
        _reference = reference;
        _owner = new ObjectProxy(client, reference);
        _table = CallTables.Of(reference.Token.TypeId);
        _typed = typed;
        Constructor = constructor;
    }

    /// <summary>The .NET method that made it; empty when a call gave it, or the other side made it.</summary>
    public string Constructor { get; }

    /// <summary>What names the object for Python.</summary>
    public ScenarioReference Reference => ScenarioReference.From(_reference);

    /// <summary>A new object, made by the .NET method that the table names, else by the name of the typeid.</summary>
    public static async Task<ScenarioSubject> CreateAsync(
        ManagerClient client, ScenarioStep step, CancellationToken cancellationToken)
    {
        var table = CallTables.Of(step.Method);
        if (table?.FindConstructor(client, step, cancellationToken) is { } call)
        {
            var typed = await call.Run();
            return new(client, typed.Reference, typed, call.DotNet);
        }

        var reference = await Referents.CreateAsync(client, step.Method, step.Arguments, step.Keywords, cancellationToken);
        return new(client, reference, table?.Create(client, reference, step), nameof(ManagerClientExtensions.CreateAsync));
    }

    /// <summary>An object that somebody else made.</summary>
    public static ScenarioSubject Of(ManagerClient client, ProxyReference reference) =>
        new(client, reference, CallTables.Of(reference.Token.TypeId)?.Create(client, reference, null), "");

    /// <summary>The object that a call gave, by the proxy that came where it is of the type in the table.</summary>
    public static ScenarioSubject Of(ManagerClient client, Proxy proxy)
    {
        var typed = CallTables.Of(proxy.Token.TypeId)?.Create(client, proxy.Reference, null);
        return new(client, proxy.Reference, typed?.GetType() == proxy.GetType() ? proxy : typed, "");
    }

    /// <summary>Makes a call with the .NET method that the table names, else by the name of the Python method.</summary>
    /// <returns>What Python's method would return.</returns>
    public Task<object?> CallAsync(ScenarioStep step, CancellationToken cancellationToken) =>
        Find(step, cancellationToken)?.Run()
        ?? _owner.CallAsync<object?>(step.Method, step.Arguments, step.Keywords, cancellationToken);

    /// <summary>Makes a call that gives a proxy.</summary>
    public async Task<Proxy> FollowAsync(ScenarioStep step, CancellationToken cancellationToken) =>
        step.Method == "__iter__"
            ? await _owner.IterateAsync<object?>(step.Method, cancellationToken: cancellationToken)
            : (Proxy)(await CallAsync(step, cancellationToken))!;

    /// <summary>The .NET method that <see cref="CallAsync"/> uses.</summary>
    public string NameOf(ScenarioStep step) => Find(step, CancellationToken.None)?.DotNet ?? ByName;

    public ValueTask DisposeAsync() => (_typed ?? _owner).DisposeAsync();

    private TypedCall<object?>? Find(ScenarioStep step, CancellationToken cancellationToken) =>
        _typed is null ? null : _table!.Find(_typed, step, cancellationToken);
}
