using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Barrier</c>.</summary>
internal static class BarrierCalls
{
    public static ICallTable Table { get; } = new CallTable<BarrierProxy>((client, reference) => new(client, reference))
    {
        {
            "CreateBarrierAsync",
            (client, a, token) => a.Named("parties", "action", "timeout") switch
            {
                [long parties] => () => client.CreateBarrierAsync((int)parties, null, token),
                [long parties, null or Absent, var limit] when Arguments.Seconds(limit) is { } timeout =>
                    () => client.CreateBarrierAsync((int)parties, timeout, token),
                _ => null,
            }
        },
        {
            "__getattribute__", "GetPartiesAsync",
            (barrier, a, token) => a.Plain is ["parties"] ? Run.Value(() => barrier.GetPartiesAsync(token)) : null
        },
        {
            "__getattribute__", "GetWaitingCountAsync",
            (barrier, a, token) => a.Plain is ["n_waiting"] ? Run.Value(() => barrier.GetWaitingCountAsync(token)) : null
        },
        {
            "__getattribute__", "IsBrokenAsync",
            (barrier, a, token) => a.Plain is ["broken"] ? Run.Value(() => barrier.IsBrokenAsync(token)) : null
        },
        { "abort", "AbortAsync", (barrier, _, token) => Run.None(() => barrier.AbortAsync(token)) },
        { "reset", "ResetAsync", (barrier, _, token) => Run.None(() => barrier.ResetAsync(token)) },
        {
            "wait", "WaitAsync",
            (barrier, a, token) => a.Named("timeout") switch
            {
                [] => Run.Value(() => barrier.WaitAsync(token)),
                [var limit] when Arguments.Seconds(limit) is { } timeout => Run.Value(() => barrier.WaitAsync(timeout, token)),
                _ => null,
            }
        },
    };
}
