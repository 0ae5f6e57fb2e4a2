using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>AsyncResult</c>.</summary>
internal static class AsyncResultCalls
{
    public static ICallTable Table { get; } = new CallTable<AsyncResultProxy<object?>>((client, reference) => new(client, reference))
    {
        { "get", "GetAsync", (result, a, token) => a.AreNone ? Run.Value(() => result.GetAsync(token)) : null },
        {
            "get", "TryGetAsync",
            (result, a, token) => a.Plain is [var limit] && Arguments.Seconds(limit) is { } timeout
                ? async () => await result.TryGetAsync(timeout, token) is (true, var value)
                    ? value
                    : throw new InsteadException("TimeoutError")
                : null
        },
        { "ready", "IsReadyAsync", (result, _, token) => Run.Value(() => result.IsReadyAsync(token)) },
        {
            "successful", "IsSuccessfulAsync",
            (result, _, token) => async () => await result.IsSuccessfulAsync(token)
                ?? throw new InsteadException("ValueError", "AssertionError") // the latter on CPython 3.6
        },
        {
            "wait", "WaitAsync",
            (result, a, token) => a.Plain switch
            {
                [] => Run.None(() => result.WaitAsync(token)),
                [var limit] when Arguments.Seconds(limit) is { } timeout =>
                    Run.None((Func<Task>)(() => result.WaitAsync(timeout, token))),
                _ => null,
            }
        },
    };
}
