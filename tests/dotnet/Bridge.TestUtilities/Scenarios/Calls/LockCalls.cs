using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Lock</c>.</summary>
internal static class LockCalls
{
    public static ICallTable Table { get; } = new CallTable<LockProxy>((client, reference) => new(client, reference))
    {
        { "acquire", "AcquireAsync / TryAcquireAsync", Acquire },
        { "release", "ReleaseAsync", (held, _, token) => Run.None(() => held.ReleaseAsync(token)) },
    };

    private static Func<Task<object?>>? Acquire(LockProxy held, Arguments a, CancellationToken token) => a switch
    {
        { AreNone: true } => async () => await held.AcquireAsync(token) is not null,
        { Plain: [false] } => async () => await held.TryAcquireAsync(TimeSpan.Zero, token) is not null,
        { Plain: [true, double and < 1e6 and var seconds] } => async () =>
            await held.TryAcquireAsync(TimeSpan.FromSeconds(seconds), token) is not null,
        _ => null,
    };
}
