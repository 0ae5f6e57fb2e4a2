using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Queue</c> and <c>JoinableQueue</c>.</summary>
internal static class QueueCalls
{
    public static ICallTable Table { get; } = TableOf<QueueProxy<object?>>(
        (client, reference) => new(client, reference),
        "CreateQueueAsync",
        (client, maxSize, token) => client.CreateQueueAsync<object?>(maxSize, token));

    public static ICallTable Joinable { get; } = TableOf<JoinableQueueProxy<object?>>(
        (client, reference) => new(client, reference),
        "CreateJoinableQueueAsync",
        (client, maxSize, token) => client.CreateJoinableQueueAsync<object?>(maxSize, token));

    private static CallTable<T> TableOf<T>(
        Func<ManagerClient, ProxyReference, T> proxyOf,
        string constructor,
        Func<ManagerClient, int, CancellationToken, Task<T>> createAsync)
        where T : QueueProxy<object?> => new(proxyOf)
        {
            {
                constructor,
                (client, a, token) => a.Named("maxsize") switch
                {
                    [] => () => createAsync(client, 0, token),
                    [long size] => () => createAsync(client, (int)size, token),
                    _ => null,
                }
            },
            { "empty", "IsEmptyAsync", (queue, _, token) => Run.Value(() => queue.IsEmptyAsync(token)) },
            { "full", "IsFullAsync", (queue, _, token) => Run.Value(() => queue.IsFullAsync(token)) },
            { "get", "GetAsync", (queue, a, token) => a.AreNone ? Run.Value(() => queue.GetAsync(token)) : null },
            {
                "get", "TryGetAsync",
                (queue, a, token) => a.Named("block", "timeout") switch
                {
                    [false] => () => GetAsync(queue, TimeSpan.Zero, token),
                    [true or Absent, var limit] when Arguments.Seconds(limit) is { } timeout =>
                        () => GetAsync(queue, timeout, token),
                    _ => null,
                }
            },
            { "get_nowait", "TryGetAsync", (queue, _, token) => () => GetAsync(queue, TimeSpan.Zero, token) },
            { "join", "JoinAsync", (queue, _, token) => Run.None(() => queue.JoinAsync(token)) },
            {
                "put", "PutAsync",
                (queue, a, token) => a.Plain is [var item] ? Run.None(() => queue.PutAsync(item, token)) : null
            },
            {
                "put", "TryPutAsync",
                (queue, a, token) => a.Named("item", "block", "timeout") switch
                {
                    [var item, false] => () => PutAsync(queue, item, TimeSpan.Zero, token),
                    [var item, true or Absent, var limit] when Arguments.Seconds(limit) is { } timeout =>
                        () => PutAsync(queue, item, timeout, token),
                    _ => null,
                }
            },
            {
                "put_nowait", "TryPutAsync",
                (queue, a, token) => a.Plain is [var item] ? () => PutAsync(queue, item, TimeSpan.Zero, token) : null
            },
            { "qsize", "GetCountAsync", (queue, _, token) => Run.Value(() => queue.GetCountAsync(token)) },
            {
                "shutdown", "ShutdownAsync",
                (queue, a, token) => a.Named("immediate") switch
                {
                    [] => Run.None(() => queue.ShutdownAsync(cancellationToken: token)),
                    [bool immediate] => Run.None(() => queue.ShutdownAsync(immediate, token)),
                    _ => null,
                }
            },
            { "task_done", "TaskDoneAsync", (queue, _, token) => Run.None(() => queue.TaskDoneAsync(token)) },
        };

    private static async Task<object?> GetAsync(QueueProxy<object?> queue, TimeSpan timeout, CancellationToken token) =>
        await queue.TryGetAsync(timeout, token) is (true, var item) ? item : throw new InsteadException("Empty");

    private static async Task<object?> PutAsync(
        QueueProxy<object?> queue, object? item, TimeSpan timeout, CancellationToken token) =>
        await queue.TryPutAsync(item, timeout, token) ? null : throw new InsteadException("Full");
}
