using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Condition</c>.</summary>
internal static class ConditionCalls
{
    public static ICallTable Table { get; } = new CallTable<ConditionProxy>((client, reference) => new(client, reference))
    {
        { "CreateConditionAsync", (client, a, token) => a.AreNone ? () => client.CreateConditionAsync(token) : null },
        { "acquire", "AcquireAsync", (gate, a, token) => a.AreNone ? Run.Hold(() => gate.AcquireAsync(token)) : null },
        {
            "acquire", "TryAcquireAsync",
            (gate, a, token) => a.Timeout is { } timeout ? Run.Hold(() => gate.TryAcquireAsync(timeout, token)) : null
        },
        { "locked", "IsLockedAsync", (gate, _, token) => Run.Value(() => gate.IsLockedAsync(token)) },
        {
            "notify", "NotifyAsync",
            (gate, a, token) => a.Plain switch
            {
                [] => Run.None(() => gate.NotifyAsync(cancellationToken: token)),
                [long n] => Run.None(() => gate.NotifyAsync((int)n, token)),
                _ => null,
            }
        },
        { "notify_all", "NotifyAllAsync", (gate, _, token) => Run.None(() => gate.NotifyAllAsync(token)) },
        { "release", "ReleaseAsync", (gate, _, token) => Run.None(() => gate.ReleaseAsync(token)) },
        {
            "wait", "WaitAsync",
            (gate, a, token) => a.Plain is [var limit] && Arguments.Seconds(limit) is { } timeout
                ? Run.Value(() => gate.WaitAsync(timeout, token))
                : null
        },
    };
}
