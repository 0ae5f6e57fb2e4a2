using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Queue</c> and <c>JoinableQueue</c>.</summary>
internal static class QueueCalls
{
    public static ICallTable Table { get; } = With(
        new CallTable<QueueProxy<object?>>((client, reference) => new(client, reference)));

    public static ICallTable Joinable { get; } = With(
        new CallTable<JoinableQueueProxy<object?>>((client, reference) => new(client, reference))
        {
            { "join", "JoinAsync", (queue, _, token) => Run.None(() => queue.JoinAsync(token)) },
            { "task_done", "TaskDoneAsync", (queue, _, token) => Run.None(() => queue.TaskDoneAsync(token)) },
        });

    private static CallTable<T> With<T>(CallTable<T> table)
        where T : QueueProxy<object?>
    {
        table.Add("empty", "IsEmptyAsync", (queue, _, token) => Run.Value(() => queue.IsEmptyAsync(token)));
        table.Add("full", "IsFullAsync", (queue, _, token) => Run.Value(() => queue.IsFullAsync(token)));
        table.Add("get", "GetAsync / TryGetAsync", Get);
        table.Add("get_nowait", "TryGetAsync", (queue, _, token) => () => GetAsync(queue, TimeSpan.Zero, token));
        table.Add("put", "PutAsync / TryPutAsync", Put);
        table.Add("put_nowait", "TryPutAsync", (queue, a, token) =>
            a.Plain is [var item] ? () => PutAsync(queue, item, TimeSpan.Zero, token) : null);
        table.Add("qsize", "GetCountAsync", (queue, _, token) => Run.Value(() => queue.GetCountAsync(token)));
        return table;
    }

    private static Func<Task<object?>>? Get<T>(T queue, Arguments a, CancellationToken token)
        where T : QueueProxy<object?> => a switch
        {
            { AreNone: true } => Run.Value(() => queue.GetAsync(token)),
            { Plain: [false] } => () => GetAsync(queue, TimeSpan.Zero, token),
            { Plain: [true, double and >= 0 and var seconds] } => () => GetAsync(queue, TimeSpan.FromSeconds(seconds), token),
            _ => null,
        };

    private static Func<Task<object?>>? Put<T>(T queue, Arguments a, CancellationToken token)
        where T : QueueProxy<object?> => a switch
        {
            { Plain: [var item] } => Run.None(() => queue.PutAsync(item, token)),
            { Plain: [var item, false] } => () => PutAsync(queue, item, TimeSpan.Zero, token),
            _ => null,
        };

    private static async Task<object?> GetAsync(QueueProxy<object?> queue, TimeSpan timeout, CancellationToken token) =>
        await queue.TryGetAsync(timeout, token) is (true, var item) ? item : throw new InsteadException("Empty");

    private static async Task<object?> PutAsync(
        QueueProxy<object?> queue, object? item, TimeSpan timeout, CancellationToken token) =>
        await queue.TryPutAsync(item, timeout, token) ? null : throw new InsteadException("Full");
}
