using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Lock</c> and <c>RLock</c>.</summary>
internal static class LockCalls
{
    public static ICallTable Table { get; } = new CallTable<LockProxy>((client, reference) => new(client, reference))
    {
        { "CreateLockAsync", (client, a, token) => a.AreNone ? () => client.CreateLockAsync(token) : null },
        { "acquire", "AcquireAsync", (gate, a, token) => a.AreNone ? Run.Hold(() => gate.AcquireAsync(token)) : null },
        {
            "acquire", "TryAcquireAsync",
            (gate, a, token) => a.Timeout is { } timeout ? Run.Hold(() => gate.TryAcquireAsync(timeout, token)) : null
        },
        { "locked", "IsLockedAsync", (gate, _, token) => Run.Value(() => gate.IsLockedAsync(token)) },
        { "release", "ReleaseAsync", (gate, _, token) => Run.None(() => gate.ReleaseAsync(token)) },
    };

    public static ICallTable Reentrant { get; } = new CallTable<RLockProxy>((client, reference) => new(client, reference))
    {
        { "CreateRLockAsync", (client, a, token) => a.AreNone ? () => client.CreateRLockAsync(token) : null },
        { "acquire", "AcquireAsync", (gate, a, token) => a.AreNone ? Run.Hold(() => gate.AcquireAsync(token)) : null },
        {
            "acquire", "TryAcquireAsync",
            (gate, a, token) => a.Timeout is { } timeout ? Run.Hold(() => gate.TryAcquireAsync(timeout, token)) : null
        },
        { "locked", "IsLockedAsync", (gate, _, token) => Run.Value(() => gate.IsLockedAsync(token)) },
        { "release", "ReleaseAsync", (gate, _, token) => Run.None(() => gate.ReleaseAsync(token)) },
    };
}
