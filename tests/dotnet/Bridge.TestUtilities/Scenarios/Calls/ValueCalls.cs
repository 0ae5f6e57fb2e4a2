using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Value</c>.</summary>
internal static class ValueCalls
{
    public static ICallTable Table { get; } = new CallTable<ValueProxy<object?>>((client, reference) => new(client, reference))
    {
        {
            "CreateValueAsync",
            (client, a, token) => a.Plain is [string typeCode, var value]
                ? () => client.CreateValueAsync(typeCode, value, token)
                : null
        },
        { "get", "GetAsync", (value, _, token) => Run.Value(() => value.GetAsync(token)) },
        {
            "set", "SetAsync",
            (value, a, token) => a.Plain is [var item] ? Run.None(() => value.SetAsync(item, token)) : null
        },
    };
}
