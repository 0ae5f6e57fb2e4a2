using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Event</c>.</summary>
internal static class EventCalls
{
    public static ICallTable Table { get; } = new CallTable<EventProxy>((client, reference) => new(client, reference))
    {
        { "CreateEventAsync", (client, a, token) => a.AreNone ? () => client.CreateEventAsync(token) : null },
        { "clear", "ClearAsync", (signal, _, token) => Run.None(() => signal.ClearAsync(token)) },
        { "is_set", "IsSetAsync", (signal, _, token) => Run.Value(() => signal.IsSetAsync(token)) },
        { "set", "SetAsync", (signal, _, token) => Run.None(() => signal.SetAsync(token)) },
        { "wait", "WaitAsync", Wait },
    };

    private static Func<Task<object?>>? Wait(EventProxy signal, Arguments a, CancellationToken token) =>
        a.Named("timeout") switch
        {
            [] => async () =>
            {
                await signal.WaitAsync(token);
                return true;
            }
            ,
            [var limit] when Arguments.Seconds(limit) is { } timeout => Run.Value(() => signal.WaitAsync(timeout, token)),
            _ => null,
        };
}
