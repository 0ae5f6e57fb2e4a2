using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Namespace</c>.</summary>
internal static class NamespaceCalls
{
    public static ICallTable Table { get; } = new CallTable<NamespaceProxy>((client, reference) => new(client, reference))
    {
        {
            "__delattr__", "DeleteAttributeAsync",
            (space, a, token) => a.Plain is [string name] ? Run.None(() => space.DeleteAttributeAsync(name, token)) : null
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
    };
}
