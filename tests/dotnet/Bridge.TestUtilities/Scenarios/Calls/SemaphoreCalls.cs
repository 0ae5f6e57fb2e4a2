using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Semaphore</c> and <c>BoundedSemaphore</c>.</summary>
internal static class SemaphoreCalls
{
    public static ICallTable Table { get; } = TableOf(
        "CreateSemaphoreAsync", (client, value, token) => client.CreateSemaphoreAsync(value, token));

    public static ICallTable Bounded { get; } = TableOf(
        "CreateBoundedSemaphoreAsync", (client, value, token) => client.CreateBoundedSemaphoreAsync(value, token));

    private static CallTable<SemaphoreProxy> TableOf(
        string constructor, Func<ManagerClient, int, CancellationToken, Task<SemaphoreProxy>> createAsync) =>
        new((client, reference) => new(client, reference))
        {
            {
                constructor,
                (client, a, token) => a.Plain switch
                {
                    [] => () => createAsync(client, 1, token),
                    [long value] => () => createAsync(client, (int)value, token),
                    _ => null,
                }
            },
            { "acquire", "AcquireAsync", (gate, a, token) => a.AreNone ? Run.Hold(() => gate.AcquireAsync(token)) : null },
            {
                "acquire", "TryAcquireAsync",
                (gate, a, token) => a.Timeout is { } timeout ? Run.Hold(() => gate.TryAcquireAsync(timeout, token)) : null
            },
            { "locked", "exposed by the server, but its semaphores have no such method: Python gets a `KeyError` too" },
            {
                "release", "ReleaseAsync",
                (gate, a, token) => a.Plain switch
                {
                    [] => Run.None(() => gate.ReleaseAsync(cancellationToken: token)),
                    [long n] => Run.None(() => gate.ReleaseAsync((int)n, token)),
                    _ => null,
                }
            },
        };
}
