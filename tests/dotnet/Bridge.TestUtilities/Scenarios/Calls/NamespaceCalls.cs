using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Namespace</c>.</summary>
internal static class NamespaceCalls
{
    public static ICallTable Table { get; } = new CallTable<NamespaceProxy>((client, reference) => new(client, reference))
    {
        { "CreateNamespaceAsync", (client, a, token) => a.AreNone ? () => client.CreateNamespaceAsync(token) : null },
        {
            "CreateNamespaceAsync",
            (client, a, token) => a.Positional.Count == 0 ? () => client.CreateNamespaceAsync(a.Keywords, token) : null
        },
        {
            "__delattr__", "DeleteAttributeAsync",
            (space, a, token) => a.Plain is [string name] ? Run.None(() => space.DeleteAttributeAsync(name, token)) : null
        },
        {
            "__getattribute__", "GetSnapshotAsync",
            (space, a, token) => a.Plain is ["__dict__"] ? Run.Value(() => space.GetSnapshotAsync(token)) : null
        },
        {
            "__getattribute__", "GetAttributeAsync",
            (space, a, token) => a.Plain is [string name]
                ? Run.Value(() => space.GetAttributeAsync<object?>(name, token))
                : null
        },
        {
            "__setattr__", "SetAttributeAsync",
            (space, a, token) => a.Plain is [string name, var value]
                ? Run.None(() => space.SetAttributeAsync(name, value, token))
                : null
        },
        { "__str__", "the text of the referent, for people; nothing that a program should read" },
    };
}
