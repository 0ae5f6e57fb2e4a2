using Bridge.Manager;

namespace Bridge.TestUtilities.Scenarios;

/// <summary>Names an object of one side for the other one.</summary>
public sealed record ScenarioReference(string TypeId, string Ident, IReadOnlyList<string> Exposed)
{
    internal static ScenarioReference From(ProxyReference reference) =>
        new(reference.Token.TypeId, reference.Token.Id, reference.ExposedMethods);

    /// <summary>The same object here; its count was raised for us.</summary>
    internal ProxyReference ToProxyReference(ManagerClient client) =>
        new ProxyReference(client, new Token(TypeId, null, Ident), Exposed).Own(client.Server!);
}
